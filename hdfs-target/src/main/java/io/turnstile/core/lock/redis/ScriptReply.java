package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Holder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A parser of the replies to {@link LockScript}. */
final class ScriptReply {
    private ScriptReply() {}

    static String text(List<Object> answer, int index) {
        return String.valueOf(answer.get(index));
    }

    static long number(List<Object> answer, int index) {
        return Long.parseLong(text(answer, index));
    }

    /** The failure, if there is one. */
    static Optional<Failure> failure(List<Object> answer) {
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Failure(
                text(answer, 0),
                application(answer, 1),
                text(answer, 5),
                Math.toIntExact(number(answer, 6)),
                Duration.ofMillis(Math.max(0, number(answer, 7)))));
    }

    private static Application application(List<Object> answer, int from) {
        return new Application(
                text(answer, from), text(answer, from + 1), text(answer, from + 2), text(answer, from + 3));
    }

    /** The holder that begins at an index, if the answer goes on so far. */
    static Optional<Holder> holder(List<Object> answer, int from) {
        if (answer.size() <= from) {
            return Optional.empty();
        }
        // Redis' clock may have been set back, and a lease may run out within the script.
        return Optional.of(new Holder(
                application(answer, from),
                Duration.ofMillis(Math.max(0, number(answer, from + 4))),
                Duration.ofMillis(Math.max(0, number(answer, from + 5))),
                ProgressField.parse(text(answer, from + 6))));
    }
}
