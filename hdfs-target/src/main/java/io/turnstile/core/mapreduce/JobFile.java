package io.turnstile.core.mapreduce;

import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;

/**
 * The descriptor file of a running job, which tells its tasks which generation they write: a small file beside the
 * commit records, named after the job. A job's configuration is fixed when it is submitted, and its generation is only
 * chosen under the lock.
 *
 * <pre>
 * &lt;root&gt;/travel/route_delays/_turnstile/job_1700000000000_0042-1.job      "g-00000003-4f2a91c0 publish"
 * </pre>
 *
 * <p>It is created exclusively and deleted when the job ends, so two jobs that bear one id can never write into each
 * other's generation: the second one is refused. What a driver that died left behind is deleted by a later job, once its
 * generation can no longer be published.
 *
 * @param generation the generation
 * @param publish whether it will be published; else what tasks write is dropped
 */
record JobFile(GenerationName generation, boolean publish) {
    private static final String SUFFIX = ".job";
    private static final String PUBLISH = "publish";
    private static final String DROP = "drop";

    /** Where a driver whose tasks get its configuration, as Spark's do, writes the id down for them. */
    private static final String ID = "io.turnstile.job";

    /**
     * Chooses what tells a job apart, on its driver. An application master that starts a job again is another job: what
     * tasks of the first one still do then goes into that one's generation, where it does no harm.
     */
    static String choose(JobContext context) {
        Configuration configuration = context.getConfiguration();
        String id = ofFramework(context);
        configuration.set(ID, id);
        return id;
    }

    /** What tells a job apart, on its driver after it was chosen, and in tasks. */
    static String id(JobContext context) {
        String chosen = context.getConfiguration().get(ID);
        return chosen != null ? chosen : ofFramework(context);
    }

    /** In MapReduce the same on the driver and in tasks. Spark's jobs have an id here only in tasks, and then another. */
    private static String ofFramework(JobContext context) {
        Configuration configuration = context.getConfiguration();
        String id = context.getJobID() != null
                ? context.getJobID() + "-" + configuration.getInt(MRJobConfig.APPLICATION_ATTEMPT_ID, 0)
                : configuration.get(MRJobConfig.ID, UUID.randomUUID().toString());
        return id.replaceAll("[^A-Za-z0-9_-]", "-");
    }

    private static Path path(Layout layout, String job) {
        return new Path(layout.log(), job + SUFFIX);
    }

    /**
     * Creates it. A crash leaves it, or a temporary file.
     *
     * @throws IOException if another job of that id is writing the dataset, or was and died
     */
    void create(Storage storage, Layout layout, String job) throws IOException {
        Path file = path(layout, job);
        Path temporary = file.suffix("." + UUID.randomUUID());
        storage.makeDirectories(layout.log());
        try {
            storage.createExclusively(file, temporary, toString().getBytes(StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException taken) {
            throw new IOException(
                    "Cannot set up job " + job + ": another job of that id is writing the same dataset. If it is dead,"
                            + " delete " + file + ".",
                    taken);
        }
    }

    /** Reads that of a job. @throws FileNotFoundException if the job is over, or was never set up */
    static JobFile read(Storage storage, Layout layout, String job) throws IOException {
        try {
            return read(storage, path(layout, job));
        } catch (FileNotFoundException none) {
            FileNotFoundException told = new FileNotFoundException("There is no job " + job + " that writes to "
                    + layout.log().getParent()
                    + ": it is over, another one has replaced the dataset since, or it was not set up by Turnstile's"
                    + " committer");
            told.initCause(none);
            throw told;
        }
    }

    private static JobFile read(Storage storage, Path file) throws IOException {
        try (InputStream in = storage.open(file)) {
            String[] words = new String(in.readAllBytes(), StandardCharsets.UTF_8).split(" ", -1);
            Optional<GenerationName> generation = GenerationName.parse(words[0]);
            boolean publish = words.length == 2 && words[1].equals(PUBLISH);
            // What is not understood must not pass for the wish to drop what tasks write.
            if (generation.isEmpty() || !(publish || (words.length == 2 && words[1].equals(DROP)))) {
                throw new IOException("Cannot tell which generation " + file + " means: it is damaged");
            }
            return new JobFile(generation.get(), publish);
        }
    }

    static void delete(Storage storage, Layout layout, String job) throws IOException {
        storage.delete(path(layout, job));
    }

    /**
     * Deletes those of jobs that can no longer publish, since the version that they aimed at exists. Their drivers have
     * died, or will be told when they try.
     */
    static void deleteShutOut(Storage storage, Layout layout, long version) throws IOException {
        List<Entry> entries = storage.list(layout.log());
        for (Entry entry : entries) {
            if (!entry.directory() && entry.name().contains(SUFFIX)) {
                Path file = new Path(layout.log(), entry.name());
                if (isShutOut(storage, file, version)) {
                    storage.delete(file);
                }
            }
        }
    }

    private static boolean isShutOut(Storage storage, Path file, long version) {
        try {
            return read(storage, file).generation().target() <= version;
        } catch (IOException goneOrDamaged) {
            return false;
        }
    }

    @Override
    public String toString() {
        return generation + " " + (publish ? PUBLISH : DROP);
    }
}
