package io.turnstile.core.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The creation of an object on condition that there is none (in S3 {@code If-None-Match: *}), which a store answers for certain:
 * created, or taken. Where it does not answer, or answers that it is busy (503) or that others are at it (409), the same is
 * asked again until it is certain, for half a minute: a request that has failed may still be carried out, so that a look at
 * what is there settles nothing.
 */
final class ConditionalCreation {
    /** What a client says that it can, and is told that it must: one that only may would overwrite where it cannot. */
    static final String CAPABILITY = "fs.option.create.conditional.overwrite";

    /** How long it is asked again. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

    /** As the SDK says in what it throws that it has asked several times. */
    private static final Pattern ASKED_AGAIN = Pattern.compile("SDK Attempt Count: (?!1\\b)\\d+");

    private final FileSystem files;
    private final Beginning beginning;
    private final Duration patience;

    /** @param patience how long to ask again for what is not answered */
    ConditionalCreation(FileSystem files, Beginning beginning, Duration patience) {
        this.files = files;
        this.beginning = beginning;
        this.patience = patience;
    }

    /** How a client is told the condition, by which it goes when the object is complete. */
    interface Beginning {
        OutputStream begin(FileSystem files, Path target) throws IOException;
    }

    /** S3A has an option for it. Without, it looks whether there is one, and overwrites that of others who have looked as well. */
    static OutputStream byOption(FileSystem files, Path target) throws IOException {
        FSDataOutputStreamBuilder<?, ?> object =
                files.createFile(target).overwrite(true).recursive();
        object.must(CAPABILITY, true);
        return object.build();
    }

    /**
     * Google's client has none: where it is not to overwrite it looks whether there is one, and has the store complete the upload
     * only as the first generation of the object. Who has lost by then is told no more than that it failed, asks again, and is
     * told that it exists.
     */
    static OutputStream withoutOverwriting(FileSystem files, Path target) throws IOException {
        return files.create(target, false);
    }

    /** As {@link Storage#createExclusively}. */
    void create(Path target, byte[] content) throws IOException {
        long begun = System.nanoTime();
        long pause = FIRST_PAUSE;
        boolean first = true;
        while (true) {
            try {
                put(target, content);
                return;
            } catch (AccessDeniedException denied) {
                // An earlier request, which was not answered, may have been allowed.
                if (first
                        && !ASKED_AGAIN
                                .matcher(String.valueOf(denied.getMessage()))
                                .find()) {
                    throw Denials.mayNotWrite(target, denied);
                }
                throw new IOException("Cannot create " + target + ": " + denied.getMessage(), denied);
            } catch (IOException failure) {
                if (isTaken(failure)) {
                    throw Denials.translated(new FileAlreadyExistsException(target + " exists"), failure);
                }
                if (isInterruption(failure) || System.nanoTime() - begun > patience.toNanos()) {
                    throw failure;
                }
                first = false;
            }
            await(pause, target);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private void put(Path target, byte[] content) throws IOException {
        try (OutputStream out = new OnceFailingOutput(beginning.begin(files, target))) {
            out.write(content);
        }
    }

    /**
     * As {@link Storage#create}: fails at its end if the object exists. One of just this length is taken for what we wrote: the
     * client asks again by itself where an answer is lost, and nobody else creates it.
     */
    OutputStream open(Path target) throws IOException {
        return new FilterOutputStream(beginning.begin(files, target)) {
            private long written;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                written += length;
            }

            @Override
            public void close() throws IOException {
                try {
                    out.close();
                } catch (AccessDeniedException denied) {
                    throw Denials.mayNotWrite(target, denied);
                } catch (IOException failure) {
                    if (!isTaken(failure)) {
                        throw failure;
                    }
                    if (files.getFileStatus(target).getLen() != written) {
                        throw Denials.translated(new FileAlreadyExistsException(target + " exists"), failure);
                    }
                }
            }
        };
    }

    /** By name, since who uses no object store has no such class. */
    private static boolean isTaken(IOException failure) {
        return failure instanceof FileAlreadyExistsException
                || failure.getClass().getSimpleName().equals("RemoteFileChangedException");
    }

    /** A time-out is one of its subclasses. */
    private static boolean isInterruption(IOException failure) {
        return failure.getClass() == InterruptedIOException.class;
    }

    /** Not all at the same time again. */
    private static void await(long pause, Path target) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while creating " + target);
        }
    }
}
