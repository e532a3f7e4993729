package io.turnstile.core.admission;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.option.Durations;
import io.turnstile.core.progress.Outcomes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy check of reruns (the gate): whether a dataset that exists may be replaced, removed or rolled back, and
 * what is said where it is.
 */
public final class RerunGate {
    private static final Logger LOG = LoggerFactory.getLogger(RerunGate.class);

    private final DatasetContext context;

    public RerunGate(DatasetContext context) {
        this.context = context;
    }

    /**
     * Refuses a rerun of a dataset that exists.
     *
     * @param action what is to be done, for the message
     * @throws RerunDeniedException if it exists and reruns are not allowed
     */
    public void require(String action) throws IOException {
        Optional<Generation> head = context.head();
        if (head.isPresent()) {
            require(action, head.get());
        }
    }

    /**
     * Refuses a rerun.
     *
     * @param action what is to be done, for the message
     * @throws RerunDeniedException if reruns are not allowed; it names those who read, as far as they are known
     */
    public void require(String action, Generation head) throws IOException {
        if (!context.options().rerunAllowed()) {
            Outcomes.refused(context.key(), head, action);
            throw new RerunDeniedException(action, context.key(), head, otherReaders());
        }
    }

    /**
     * Refuses to replace a dataset that exists. Where that is allowed on a condition, this does not ask whether it is
     * fulfilled.
     *
     * @throws RerunDeniedException if it exists and must not be replaced
     */
    public void requireReplace() throws IOException {
        Optional<Generation> head = context.head();
        if (head.isPresent()) {
            requireReplace(head.get());
        }
    }

    /** The same of its head. */
    public void requireReplace(Generation head) throws IOException {
        if (!context.options().rerun().isConditional()) {
            require("replace", head);
        }
    }

    private List<Reader> otherReaders() throws IOException {
        try {
            return context.readers().stream()
                    .filter(reader -> !reader.application().equals(context.application()))
                    .toList();
        } catch (LockServiceUnavailableException | OtherLockServiceException unknown) {
            return List.of();
        }
    }

    /** Names both hazards, always: which of them a reader meets depends on whether the lock service knows of it. */
    public void warnOfHazards(String action, Generation head) {
        warnOfHazards(action, head, "");
    }

    /**
     * The same.
     *
     * @param why as the sentence goes on after the generation; may be empty
     */
    public void warnOfHazards(String action, Generation head, String why) {
        LOG.warn(
                "{} dataset {} ({}){}. A reader that starts later may find nothing or other rows; one that is reading now is"
                        + " waited for if the lock service knows of it, else it may lose its files after the retention"
                        + " ({})",
                action,
                context.key(),
                head.name(),
                why.isEmpty() ? "" : ", " + why,
                Durations.shown(context.options().retention()));
    }
}
