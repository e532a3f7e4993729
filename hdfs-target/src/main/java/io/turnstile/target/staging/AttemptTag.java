package io.turnstile.target.staging;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt of one task, {@code t12a3}. Every file that it writes bears this tag.
 *
 * @param task the task's number within the job
 * @param attempt the attempt's number, unique within the task
 */
public record AttemptTag(int task, int attempt) {
    private static final Pattern TAG = Pattern.compile("t(\\d{1,9})a(\\d{1,10})");
    private static final Pattern TAGGED = Pattern.compile("(?:^|-)" + TAG.pattern() + "(?=[-.]|$)");
    private static final Pattern NUMBER = Pattern.compile("-(\\d{5,9})(?=[-._]|$)");

    static Optional<AttemptTag> parse(String text) {
        Matcher matcher = TAG.matcher(text);
        return matcher.matches() ? of(matcher) : Optional.empty();
    }

    /** The tag in a path below the generation; empty if none of its names bears one. */
    static Optional<AttemptTag> in(String path) {
        for (String name : path.split("/", -1)) {
            Matcher matcher = TAGGED.matcher(name);
            if (!name.contains("=") && matcher.find()) {
                return of(matcher);
            }
        }
        return Optional.empty();
    }

    private static Optional<AttemptTag> of(Matcher matcher) {
        try {
            return Optional.of(new AttemptTag(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /**
     * Puts the tag into a path that this attempt wrote: behind the task's number in the first name that has it
     * ({@code part-00012-….parquet}, or the directory {@code part-r-00012} of a map file), else at the front of the
     * file's name. Partition directories keep their names.
     */
    String into(String path) {
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            if (names[i].contains("=")) {
                continue;
            }
            Matcher matcher = NUMBER.matcher(names[i]);
            while (matcher.find()) {
                if (Integer.parseInt(matcher.group(1)) == task) {
                    names[i] = names[i].substring(0, matcher.end()) + "-" + this + names[i].substring(matcher.end());
                    return String.join("/", names);
                }
            }
        }
        int last = names.length - 1;
        names[last] = this + "-" + names[last];
        return String.join("/", names);
    }

    @Override
    public String toString() {
        return "t" + task + "a" + attempt;
    }
}
