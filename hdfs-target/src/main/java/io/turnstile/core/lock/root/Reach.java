package io.turnstile.core.lock.root;

import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.security.AccessControlException;

/** What becomes of a call where the files of a root's locks cannot be reached, or may not be. Thread-safe. */
final class Reach {
    private final String address;
    private final WhenUnavailable whenUnavailable;
    private final LongAdder unanswered = new LongAdder();

    Reach(String address, WhenUnavailable whenUnavailable) {
        this.address = address;
        this.whenUnavailable = whenUnavailable;
    }

    interface Question<T> {
        T ask() throws IOException;
    }

    /** How many calls there were that the file system did not answer. */
    long unanswered() {
        return unanswered.sum();
    }

    /** Counts one. */
    void lost() {
        unanswered.increment();
    }

    /** For what only reports: it cannot do without. */
    <T> T ask(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (AccessControlException denied) {
            throw denied(what, denied);
        } catch (IOException unreachable) {
            lost();
            throw unavailable(what, unreachable);
        }
    }

    /** For what goes on without coordination, unless the policy is to fail. */
    void goOnWithout(String what, IOException unreachable) {
        if (unreachable instanceof AccessControlException denied) {
            throw denied(what, denied);
        }
        lost();
        if (whenUnavailable == WhenUnavailable.FAIL) {
            throw unavailable(what, unreachable);
        }
    }

    private LockServiceDeniedException denied(String what, AccessControlException denied) {
        return new LockServiceDeniedException(
                "Cannot " + what + ": the locks of this root are files in " + address + ". " + denied.getMessage(),
                denied);
    }

    private LockServiceUnavailableException unavailable(String what, IOException unreachable) {
        return new LockServiceUnavailableException(
                "Cannot " + what + ": the locks of this root are files in " + address + ", which could not be used: "
                        + unreachable.getMessage(),
                unreachable);
    }
}
