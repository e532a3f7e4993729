package io.turnstile.core.mapreduce;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's write session of one job, from its set-up to its end: the dataset's lock, the generation that its tasks
 * write, and the file that tells them of it. If the dataset exists and the job shall skip it, there is no lock, and the
 * generation is one that nobody publishes.
 */
final class JobWrite {
    private static final Logger LOG = LoggerFactory.getLogger(JobWrite.class);

    private final DatasetRoot root;
    private final Storage storage;
    private final Layout layout;
    private final String job;
    private final String dataFormat;
    private final @Nullable GenerationWrite write;
    private final GenerationName generation;

    private JobWrite(
            DatasetRoot root,
            Storage storage,
            Layout layout,
            String job,
            String dataFormat,
            @Nullable GenerationWrite write,
            GenerationName generation) {
        this.root = root;
        this.storage = storage;
        this.layout = layout;
        this.job = job;
        this.dataFormat = dataFormat;
        this.write = write;
        this.generation = generation;
    }

    /**
     * Begins a job's write: waits for whoever is computing the dataset, and takes its lock.
     *
     * @throws FileAlreadyExistsException if the dataset exists, and the job shall neither skip nor replace it
     * @throws InvalidOptionException if an option of the job is none, or no root is found
     * @throws IOException if it could not be begun for another reason; nothing is held
     */
    static JobWrite begin(NewOutput output, JobContext context) throws IOException {
        String job = JobFile.choose(context);
        Configuration configuration = context.getConfiguration();
        JobOptions options = JobOptions.of(configuration);
        Storage storage = StorageFactory.open(output.path(), configuration);
        Path rootPath = options.root().isPresent()
                ? options.root().get()
                : output.nearestRoot(storage).orElseThrow(() -> noRoot(output));
        TurnstileOptions datasetOptions = options.in(rootPath);
        DatasetRoot root = DatasetRoot.open(datasetOptions, application(job, context), configuration);
        boolean begun = false;
        try {
            if (options.showPassword(datasetOptions, context)) {
                LOG.warn(
                        "The configuration of job {} has the password of Redis in it, and whoever may see the job can read"
                                + " it. Give turnstile.redis.password.alias instead, which names an entry of Hadoop's"
                                + " credential providers",
                        job);
            }
            CachedDataset dataset = root.dataset(output.keyIn(root.path()));
            WriteStart start = start(dataset, options, datasetOptions, job);
            JobWrite write = start instanceof WriteStart.Compute compute
                    ? compute(root, storage, output, job, options, compute.write())
                    : skip(root, storage, output, job, ((WriteStart.Reuse) start).head());
            begun = true;
            return write;
        } finally {
            if (!begun) {
                root.close();
            }
        }
    }

    private static InvalidOptionException noRoot(NewOutput output) {
        return new InvalidOptionException("Cannot write to " + output.path() + ": no directory above it is a root that"
                + " has been used. Set 'turnstile.root' to the directory that holds the datasets.");
    }

    private static Application application(String job, JobContext context) throws IOException {
        Configuration configuration = context.getConfiguration();
        return new Application(
                configuration.get("spark.app.id", job),
                configuration.get("spark.app.name", context.getJobName()),
                UserGroupInformation.getCurrentUser().getShortUserName(),
                NetUtils.getLocalHostname());
    }

    private static WriteStart start(
            CachedDataset dataset, JobOptions options, TurnstileOptions datasetOptions, String job) throws IOException {
        try {
            return dataset.beginWrite(options.mode(datasetOptions));
        } catch (DatasetExistsException exists) {
            FileAlreadyExistsException told = new FileAlreadyExistsException("Cannot set up job "
                    + job + ": dataset " + dataset.key() + " exists"
                    + dataset.head().map(JobWrite::shown).orElse("")
                    + ". Set turnstile.exists=skip to run without publishing anything, or turnstile.rerun=allow to"
                    + " replace the dataset.");
            told.initCause(exists);
            throw told;
        }
    }

    private static String shown(Generation head) {
        return " (" + head.name() + ", published by " + head.origin() + ")";
    }

    private static JobWrite compute(
            DatasetRoot root, Storage storage, NewOutput output, String job, JobOptions options, GenerationWrite write)
            throws IOException {
        GenerationName generation = write.generation();
        Layout layout = output.layout();
        boolean begun = false;
        try {
            JobFile.deleteShutOut(storage, layout, generation.target() - 1);
            new StagedGeneration(storage, layout.generation(generation)).begin();
            // Last, because what is before it goes with the write: this file may be another job's, which must keep it.
            new JobFile(generation, true).create(storage, layout, job);
            begun = true;
            return new JobWrite(root, storage, layout, job, options.dataFormat(), write, generation);
        } finally {
            if (!begun) {
                write.close();
            }
        }
    }

    private static JobWrite skip(DatasetRoot root, Storage storage, NewOutput output, String job, Generation head)
            throws IOException {
        Layout layout = output.layout();
        // As if it were to be published next, so that if this driver dies it is collected like any other orphan.
        GenerationName unused =
                GenerationName.forTarget(new CommitLog(storage, layout).head().version() + 1);
        new JobFile(unused, false).create(storage, layout, job);
        LOG.warn("Dataset {} exists{}: job {} will publish nothing", output.dataset(), shown(head), job);
        return new JobWrite(root, storage, layout, job, "", null, unused);
    }

    /**
     * Publishes what the tasks that were committed have written.
     *
     * @throws IOException if it was not published, or that is not known; the write is still to be ended
     */
    void commit() throws IOException {
        if (write != null) {
            write.commit(new GenerationContent(dataFormat, "", List.of(), Map.of(), -1));
            try {
                JobFile.deleteShutOut(storage, layout, generation.target());
            } catch (IOException later) {
                LOG.debug("Job files are left in {}", layout.log(), later);
            }
        }
    }

    /** Says, before the end, that the job has failed: one of those who wait for the dataset takes over. */
    void fail() {
        if (write != null) {
            write.fail(new IOException("job " + job + " failed; its own log says why"));
        }
    }

    /** Gives everything back, and deletes what was certainly not published. Does not fail. */
    void end() {
        // To the file system's client an interrupted thread is one that wants no answer.
        boolean interrupted = Thread.interrupted();
        try {
            deleteFiles();
            if (write != null) {
                write.close();
            }
            root.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void deleteFiles() {
        try {
            JobFile.delete(storage, layout, job);
            if (write == null) {
                storage.delete(layout.generation(generation));
            }
        } catch (IOException left) {
            LOG.warn("Left files of job {} behind in {}", job, layout.log(), left);
        }
    }

    @Override
    public String toString() {
        return "job " + job + ", generation " + generation;
    }
}
