package io.turnstile.core.doctor;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.listing.DatasetLog;
import io.turnstile.core.listing.RootWalk;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The check of what lies in a root: damage, and files that nobody reads. Reads the last record of each dataset. */
record ContentCheck(DatasetRoot root) implements Check {
    private static final int SHOWN = 5;

    @Override
    public void run(List<Finding> findings) throws IOException {
        RootWalk walk = root.walk(List.of());
        Set<String> written = beingWritten(walk);
        List<String> damaged = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        List<String> unpublished = new ArrayList<>();
        for (DatasetLog log : walk.logs()) {
            String name = log.key().toString();
            try {
                CommitRecord record = root.dataset(log.key()).record();
                if (record.headName() == null && !record.generations().isEmpty()) {
                    dropped.add(name);
                }
                if (!written.contains(name) && log.generations().stream().anyMatch(there -> !record.names(there))) {
                    unpublished.add(name);
                }
            } catch (DamagedException unreadable) {
                damaged.add(name);
            }
        }
        findings.add(
                damaged.isEmpty()
                        ? Finding.ok(
                                "records",
                                "The last record of each of " + walk.logs().size() + " datasets can be read.")
                        : Finding.fail(
                                "records",
                                "The last record is damaged: " + shown(damaged) + ".",
                                "turnstile generations <table>, and then turnstile rollback <table> <version> or turnstile rm <table>"));
        addIfAny(
                findings,
                "dropped datasets",
                dropped,
                "Dropped, and holding files still: ",
                "turnstile collect <table> --delete, once the retention is over; turnstile ls --dropped says how much it is");
        addIfAny(
                findings,
                "generations",
                unpublished,
                "A writer died or failed, and left files that were never published: ",
                "turnstile collect <table> --delete; the next write of the dataset does it, too");
        addIfAny(
                findings,
                "directories",
                walk.strays().stream().map(path -> path.toString()).toList(),
                "Files that are no dataset's, since there is no commit log beside them: ",
                "Move them away; who should read them as a dataset has to compute it by Turnstile");
    }

    /** What may be in the making now: anything, if the lock service cannot say. */
    private Set<String> beingWritten(RootWalk walk) throws IOException {
        try {
            return root.holders().keySet();
        } catch (LockServiceUnavailableException | LockServiceDeniedException | OtherLockServiceException unknown) {
            return walk.logs().stream().map(log -> log.key().toString()).collect(Collectors.toSet());
        }
    }

    private static void addIfAny(
            List<Finding> findings, String subject, List<String> names, String finding, String remedy) {
        if (!names.isEmpty()) {
            findings.add(Finding.warn(subject, finding + shown(names) + ".", remedy));
        }
    }

    private static String shown(List<String> names) {
        return names.stream().sorted().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }
}
