package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Truncation of an application's names to what identifies it for people and takes little memory in Redis. */
final class ShortNames {
    private ShortNames() {}

    /** Id, name, user and host: 48, 40, 24 and 40 bytes at most. */
    static List<String> of(Application application) {
        return List.of(
                cut(application.id(), 48),
                cut(application.name(), 40),
                cut(application.user(), 24),
                cut(application.host(), 40));
    }

    /** As many whole characters from the beginning as fit into so many bytes of UTF-8. */
    static String prefix(String text, int bytes) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            String character = Character.toString(text.codePointAt(end));
            used += character.getBytes(StandardCharsets.UTF_8).length;
            if (used > bytes) {
                break;
            }
            end += character.length();
        }
        return text.substring(0, end);
    }

    private static String cut(String text, int bytes) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return prefix(plain, bytes).equals(plain) ? plain : prefix(plain, bytes - 3) + "…";
    }
}
