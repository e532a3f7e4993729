package io.turnstile.core.write;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.FailedComputation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.lock.HeldLock;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notice of a failed computation: on record for who comes later, and at the lock service for who waits.
 *
 * @param target the version that it was to publish
 */
record FailureNotice(DatasetContext context, long target, Throwable cause) {
    private static final Logger LOG = LoggerFactory.getLogger(FailureNotice.class);

    /** Leaves it and gives the lock back, in that order: who is woken may look for it. Does not fail. */
    void leave(HeldLock lock, int inARow) {
        CommitRecord.Author author = context.author();
        try {
            new FailedComputation(target, author.at(), author.application(), FailureSentence.ofChain(cause))
                    .write(context.storage(), context.layout());
        } catch (IOException unrecorded) {
            LOG.debug("The failure to compute dataset {} is not on record", context.key(), unrecorded);
        } finally {
            lock.fail(FailureSentence.line(cause), inARow);
        }
    }
}
