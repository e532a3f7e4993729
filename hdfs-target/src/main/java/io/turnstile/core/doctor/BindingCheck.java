package io.turnstile.core.doctor;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.option.LockKind;
import java.io.IOException;
import java.util.List;

/** The check of the binding of a root to its lock service: whether the one that is asked knows of everybody. */
record BindingCheck(DatasetRoot root) implements Check {
    private static final String SUBJECT = "lock service";

    @Override
    public void run(List<Finding> findings) throws IOException {
        try {
            int held = root.holders().size();
            LockKind kind = root.options().locks();
            if (root.isUsed() && kind != LockKind.PROCESS) {
                String own = kind == LockKind.ROOT ? "The root keeps its locks itself." : "It is the root's own.";
                findings.add(Finding.ok(SUBJECT, own + " Locks that are held there now: " + held + "."));
            }
        } catch (OtherLockServiceException | LockServiceUnavailableException | LockServiceDeniedException wrong) {
            findings.add(Finding.fail(SUBJECT, String.valueOf(wrong.getMessage()), null));
        }
    }
}
