package io.turnstile.core.doctor;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.io.IOException;
import java.util.List;

/** The check of the binding of a root to its lock service: whether the one that is asked knows of everybody. */
record BindingCheck(DatasetRoot root) implements Check {
    private static final String SUBJECT = "lock service";

    @Override
    public void run(List<Finding> findings) throws IOException {
        try {
            int held = root.holders().size();
            if (root.isUsed() && root.options().redis().isPresent()) {
                findings.add(Finding.ok(SUBJECT, "It is the root's own. Locks that are held there now: " + held + "."));
            }
        } catch (OtherLockServiceException | LockServiceUnavailableException | LockServiceDeniedException wrong) {
            findings.add(Finding.fail(SUBJECT, String.valueOf(wrong.getMessage()), null));
        }
    }
}
