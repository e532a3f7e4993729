package io.turnstile.target.lock;

import io.turnstile.target.identity.Application;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what a {@link Script} answers. */
final class Answer {
    private Answer() {}

    static String text(List<Object> answer, int index) {
        return String.valueOf(answer.get(index));
    }

    static long number(List<Object> answer, int index) {
        return Long.parseLong(text(answer, index));
    }

    /** The holder that begins at an index, if the answer goes on so far. */
    static Optional<Holder> holder(List<Object> answer, int from) {
        if (answer.size() <= from) {
            return Optional.empty();
        }
        Application application = new Application(
                text(answer, from), text(answer, from + 1), text(answer, from + 2), text(answer, from + 3));
        // Redis' clock may have been set back, and a lease may run out within the script.
        return Optional.of(new Holder(
                application,
                Duration.ofMillis(Math.max(0, number(answer, from + 4))),
                Duration.ofMillis(Math.max(0, number(answer, from + 5)))));
    }
}
