package io.turnstile.core.write;

import io.turnstile.core.admission.ThreadComputations;
import io.turnstile.core.collect.IncrementalCollector;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.LockServiceBinding;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.Progress;
import io.turnstile.core.progress.Outcomes;
import io.turnstile.core.staging.StagedGeneration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write session: one generation that is being written under the held lock. Its tasks write through
 * {@link StagedGeneration}; then the writer commits it, once. Closing it gives the lock back, and deletes the
 * generation if it was not published for certain. Belongs to one thread, but any thread may close it.
 *
 * <p>A writer that dies leaves a directory that no record names: once any later version exists it can never be
 * published, and the next collection deletes it.
 */
public final class GenerationWrite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationWrite.class);

    private final DatasetContext context;
    private final CommitRecord base;
    private final Admission admission;
    private final WriteMode mode;
    private final GenerationName generation;
    private final long begun = System.nanoTime();
    private final Runnable endComputing;
    private final Runnable giveUp = this::close;
    private boolean disposable = true;
    private @Nullable Throwable failure;
    private boolean committed;
    private boolean closed;

    /**
     * A write on a state of the dataset, whose next version it aims at.
     *
     * @param admission from before that state was looked at
     */
    public GenerationWrite(DatasetContext context, CommitRecord base, Admission admission, WriteMode mode) {
        this.context = context;
        this.base = base;
        this.admission = admission;
        this.mode = mode;
        this.generation = GenerationName.forTarget(base.version() + 1);
        this.endComputing = ThreadComputations.begin(context, admission.lock());
        OpenWrites.add(giveUp);
    }

    /** The result of a commit: the head, and whether it is the generation that was committed. */
    public record Outcome(Generation head, boolean published) {}

    /**
     * Has the current thread know that it computes this, where another one began it.
     *
     * @return what ends that
     */
    public Runnable computedHere() {
        return ThreadComputations.byThisThread(context)
                ? () -> {}
                : ThreadComputations.begin(context, admission.lock());
    }

    /**
     * Tells those who wait how far the computation is. Does not wait for the lock service, and does not fail; meant to be
     * called about once a second, as each call is one command of the lock service.
     */
    public void report(Progress progress) {
        admission.lock().report(progress);
    }

    /** The dataset. */
    public DatasetKey key() {
        return context.key();
    }

    /** The generation's name. */
    public GenerationName generation() {
        return generation;
    }

    /** Whether there was a generation when this write began, which it is to replace. */
    public boolean isRerun() {
        return base.head().isPresent();
    }

    /** The generation's directory, to be written through {@link StagedGeneration}. It does not exist yet. */
    public Path path() {
        return context.layout().generation(generation);
    }

    /**
     * Publishes the generation: seals it, writes its manifest, creates the record. Tasks that are still running are
     * shut out.
     *
     * @return the head; with {@link WriteMode#REUSE} that may be another writer's, who was first
     * @throws CommitFailedException if it was certainly not published, and nobody else's can be used instead; close
     *     deletes it
     * @throws CommitUnknownException if that cannot be told; close keeps everything
     * @throws IOException if a file could not be written or listed; nothing was published
     * @throws IllegalStateException if it was committed before, whatever came of it, or is closed
     */
    public synchronized Outcome commit(GenerationContent content) throws IOException {
        return commit(content, () -> {});
    }

    /**
     * The same, unless there is something against it.
     *
     * @param check what it throws is thrown, and nothing is published
     */
    public synchronized Outcome commit(GenerationContent content, SealCheck check) throws IOException {
        if (committed || closed) {
            throw new IllegalStateException("Cannot commit generation " + generation + " of dataset " + context.key()
                    + ": it " + (closed ? "is closed" : "was committed before"));
        }
        committed = true;
        Manifest manifest;
        try {
            manifest = seal(content, check);
        } catch (IOException failure) {
            return settle(failure);
        }
        CommitRecord.Author author = context.author();
        Generation published = new Generation(
                generation,
                base.version() + 1,
                manifest.size(),
                content.dataFormat(),
                context.parameters(),
                content.origin().hash(),
                elapsed(),
                content.executorTime(),
                ttl(),
                content.stale()
                        .orElseGet(() -> carriedOn().map(Generation::stale).orElse("")),
                author.at(),
                author.application(),
                false,
                null);
        CommitRecord record = base.publish(published, LockServiceBinding.now(admission.locks()), author);
        // From here on it may be the head, unless we are told for certain that it is not.
        disposable = false;
        try {
            context.log().append(record);
        } catch (CommitFailedException lost) {
            disposable = true;
            return reuseWinner(lost);
        }
        Outcomes.computed(context.key(), published, admission.waited());
        context.root().use().computed(context.key(), published);
        context.root().plans().published(context.key(), generation, content.origin());
        IncrementalCollector.afterPublish(context, admission.locks(), admission.lock(), content.origin());
        return new Outcome(published, true);
    }

    private Duration elapsed() {
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    /** Who computes what had expired, and says nothing of it, goes on with what was said before. */
    private @Nullable Duration ttl() {
        return context.options()
                .ttl()
                .or(() -> carriedOn().map(Generation::ttl))
                .orElse(null);
    }

    private Optional<Generation> carriedOn() {
        return mode == WriteMode.REUSE ? base.head() : Optional.empty();
    }

    private Manifest seal(GenerationContent content, SealCheck check) throws IOException {
        List<Manifest.DataDirectory> directories = new StagedGeneration(context.storage(), path()).seal();
        if (content.rows() > 0 && directories.isEmpty()) {
            throw new IOException("Cannot publish generation " + generation + " of dataset " + context.key() + ": "
                    + content.rows() + " rows were written, and no file holds them");
        }
        check.run();
        Manifest manifest = new Manifest(
                generation,
                content.dataFormat(),
                content.schema(),
                content.partitionColumns(),
                content.properties(),
                content.rows(),
                directories);
        ManifestFile.write(context.storage(), context.layout(), manifest, content.origin());
        return manifest;
    }

    /**
     * What to use where a computation failed because its generation is no longer wanted: somebody else has published, and
     * may have collected it under its tasks.
     *
     * @return with {@link WriteMode#REUSE} the winner's generation; empty if nobody has published meanwhile
     * @throws CommitFailedException if somebody has the version, and there is nothing to use
     */
    public Optional<Outcome> winnersOutcome() throws IOException {
        try {
            context.log().requireFree(generation.target());
            return Optional.empty();
        } catch (CommitFailedException lost) {
            return Optional.of(reuseWinner(lost));
        }
    }

    /** Whoever created our version may have collected what we wrote: then we have lost, and that is what is to be told. */
    private Outcome settle(IOException failure) throws IOException {
        try {
            Optional<Outcome> winners = winnersOutcome();
            if (winners.isPresent()) {
                return winners.get();
            }
        } catch (CommitFailedException lost) {
            lost.addSuppressed(failure);
            throw lost;
        } catch (IOException unreadable) {
            failure.addSuppressed(unreadable);
        }
        throw failure;
    }

    private Outcome reuseWinner(CommitFailedException lost) throws IOException {
        Generation winner = mode == WriteMode.REUSE ? context.head().orElse(null) : null;
        if (winner == null || winner.name().equals(base.headName())) {
            throw lost;
        }
        Outcomes.lost(context.key(), winner, elapsed());
        return new Outcome(winner, false);
    }

    /**
     * Says that the computation failed, before closing: those who wait are told, and one of them takes over; who comes later
     * finds it on record until something is published. A write that is only given up, because its user interrupted it,
     * says nothing.
     */
    public synchronized void fail(Throwable cause) {
        failure = cause;
    }

    /** Gives the lock back, and deletes the generation if it certainly never became the head. Does not fail. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        OpenWrites.remove(giveUp);
        endComputing.run();
        // To the file system's and Redis' clients an interrupted thread is one that wants no answer.
        boolean interrupted = Thread.interrupted();
        try {
            deleteIfDisposable();
            if (failure == null) {
                admission.lock().close();
            } else {
                new FailureNotice(context, generation.target(), failure)
                        .leave(admission.lock(), admission.failuresBefore() + 1);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deleteIfDisposable() {
        if (disposable) {
            try {
                context.storage().delete(path());
            } catch (IOException left) {
                LOG.warn("Left {} behind; it was not published and will be collected", path(), left);
            }
        }
    }
}
