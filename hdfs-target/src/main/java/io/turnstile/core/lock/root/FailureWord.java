package io.turnstile.core.lock.root;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Failure;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Word of a computation that failed, as it lies at the lock of its dataset. */
record FailureWord(String id, Application application, String cause, int inARow) {
    private static final String SEPARATOR = "\t";

    static FailureWord of(Application application, String cause, int inARow) {
        return new FailureWord(UUID.randomUUID().toString(), application, cause, inARow);
    }

    byte[] write() {
        return Stream.of(
                        id,
                        application.id(),
                        application.name(),
                        application.user(),
                        application.host(),
                        cause,
                        Integer.toString(inARow))
                .map(field -> URLEncoder.encode(field, StandardCharsets.UTF_8))
                .collect(Collectors.joining(SEPARATOR))
                .getBytes(StandardCharsets.UTF_8);
    }

    static FailureWord parse(byte[] content) throws IOException {
        List<String> fields = Stream.of(new String(content, StandardCharsets.UTF_8).split(SEPARATOR, -1))
                .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
                .toList();
        if (fields.size() != 7) {
            throw new IOException("Cannot understand the word of a failure: it has " + fields.size() + " fields");
        }
        Application by = new Application(fields.get(1), fields.get(2), fields.get(3), fields.get(4));
        return new FailureWord(fields.get(0), by, fields.get(5), Integer.parseInt(fields.get(6)));
    }

    Failure ago(Duration ago) {
        return new Failure(id, application, cause, inARow, ago);
    }
}
