package io.turnstile.target;

import io.turnstile.target.commit.Generation;
import io.turnstile.target.lock.LockServiceUnavailableException;
import io.turnstile.target.lock.Reader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a dataset that exists may be replaced, removed or rolled back, and what is said where it is. */
final class RerunGate {
    private static final Logger LOG = LoggerFactory.getLogger(RerunGate.class);

    private final DatasetTarget target;

    RerunGate(DatasetTarget target) {
        this.target = target;
    }

    /** @throws RerunDeniedException if it exists and reruns are not allowed */
    void require(String action) throws IOException {
        Optional<Generation> head = target.head();
        if (head.isPresent()) {
            require(action, head.get());
        }
    }

    /** @throws RerunDeniedException if reruns are not allowed; it names those who read, as far as they are known */
    void require(String action, Generation head) throws IOException {
        if (!target.options().rerunAllowed()) {
            throw new RerunDeniedException(action, target.key(), head, otherReaders());
        }
    }

    private List<Reader> otherReaders() throws IOException {
        try {
            return target.readers().stream()
                    .filter(reader -> !reader.application().equals(target.root().application()))
                    .toList();
        } catch (LockServiceUnavailableException unknown) {
            return List.of();
        }
    }

    /** Names both hazards, always: which of them a reader meets depends on whether the lock service knows of it. */
    void warnOfHazards(String action, Generation head) {
        LOG.warn(
                "{} dataset {} ({}). A reader that starts later may find nothing or other rows; one that is reading now is"
                        + " waited for if the lock service knows of it, else it may lose its files after the retention"
                        + " ({})",
                action,
                target.key(),
                head.name(),
                Durations.shown(target.options().retention()));
    }
}
