package io.turnstile.core.mapreduce;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * A job that a test runs step by step, as a framework would: one committer on the driver, and one for each attempt. Which
 * committers these are, the configuration says.
 */
final class SteppedJob {
    private final Configuration configuration;
    private final JobID id;
    private final JobContext context;
    private final PathOutputCommitter committer;

    /**
     * A job that has not been set up.
     *
     * @param number of its id
     */
    SteppedJob(Configuration base, Path output, int number) throws IOException {
        this(base, output, number, 1);
    }

    /** The same in an application master that was started for the how many-th time. */
    SteppedJob(Configuration base, Path output, int number, int start) throws IOException {
        Job job = Job.getInstance(base);
        FileOutputFormat.setOutputPath(job, output);
        job.setOutputKeyClass(Text.class);
        job.setOutputValueClass(Text.class);
        configuration = job.getConfiguration();
        configuration.setInt(MRJobConfig.APPLICATION_ATTEMPT_ID, start);
        id = new JobID("202611240000", number);
        context = new JobContextImpl(configuration, id);
        committer = committer(new TextOutputFormat<>(), attemptContext(0, 0));
    }

    private static PathOutputCommitter committer(FileOutputFormat<?, ?> format, TaskAttemptContext context)
            throws IOException {
        return (PathOutputCommitter) format.getOutputCommitter(context);
    }

    private TaskAttemptContext attemptContext(int task, int attempt) {
        return attemptContext(configuration, task, attempt);
    }

    private TaskAttemptContext attemptContext(Configuration its, int task, int attempt) {
        return new TaskAttemptContextImpl(its, new TaskAttemptID(new TaskID(id, TaskType.MAP, task), attempt));
    }

    /** What is checked when a job is submitted. */
    void submit() throws IOException {
        new TextOutputFormat<Text, Text>().checkOutputSpecs(context);
    }

    SteppedJob setUp() throws IOException {
        committer.setupJob(context);
        return this;
    }

    void commit() throws IOException {
        committer.commitJob(context);
    }

    void abort() throws IOException {
        committer.abortJob(context, JobStatus.State.FAILED);
    }

    /** The driver's. */
    OutputCommitter committer() {
        return committer;
    }

    JobContext context() {
        return context;
    }

    /** Whether tasks that an earlier master committed can be kept; then this one of them is. */
    boolean recover(int task) throws IOException {
        boolean possible = committer.isRecoverySupported(context);
        if (possible) {
            committer.recoverTask(attemptContext(task, 0));
        }
        return possible;
    }

    /** Starts an attempt, anywhere in the cluster. */
    Attempt attempt(int task, int attempt) throws IOException {
        return attempt(task, attempt, new TextOutputFormat<>());
    }

    /** Starts one that writes in this format. */
    Attempt attempt(int task, int attempt, FileOutputFormat<Text, Text> format) throws IOException {
        // Each has the job's configuration, and one of its own.
        Attempt started = new Attempt(attemptContext(new JobConf(configuration), task, attempt), format);
        started.committer.setupTask(started.context);
        return started;
    }

    /** One attempt of one task. */
    static final class Attempt {
        private final TaskAttemptContext context;
        private final FileOutputFormat<Text, Text> format;
        private final PathOutputCommitter committer;

        private Attempt(TaskAttemptContext context, FileOutputFormat<Text, Text> format) throws IOException {
            this.context = context;
            this.format = format;
            this.committer = committer(format, context);
        }

        /** Writes rows to a file, called as a task likes. */
        Attempt write(String file, String... rows) throws IOException {
            Path path = named(file);
            try (OutputStream out =
                    path.getFileSystem(context.getConfiguration()).create(path, false)) {
                out.write((String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        /** Writes a file of no length, which is quick. */
        void writeEmpty(String file) throws IOException {
            files().create(named(file), false).close();
        }

        /** As an output format names it, which goes by the base name that the job, or the committer, has set. */
        private Path named(String file) throws IOException {
            String base = context.getConfiguration().get("mapreduce.output.basename", "part");
            return new Path(committer.getWorkPath(), file.replaceFirst("(^|/)part(?=[^/]*$)", "$1" + base));
        }

        /** Writes pairs, key and value in turn, as its format does. */
        Attempt writePairs(String... pairs) throws Exception {
            RecordWriter<Text, Text> writer = format.getRecordWriter(context);
            for (int i = 0; i < pairs.length; i += 2) {
                writer.write(new Text(pairs[i]), new Text(pairs[i + 1]));
            }
            writer.close(context);
            return this;
        }

        /** Commits if there is anything to commit, as frameworks do. */
        Attempt commit() throws IOException {
            if (committer.needsTaskCommit(context)) {
                committer.commitTask(context);
            }
            return this;
        }

        /** Commits without asking. */
        void commitAnyway() throws IOException {
            committer.commitTask(context);
        }

        boolean needsCommit() throws IOException {
            return committer.needsTaskCommit(context);
        }

        void abort() throws IOException {
            committer.abortTask(context);
        }

        private FileSystem files() throws IOException {
            return committer.getWorkPath().getFileSystem(context.getConfiguration());
        }
    }
}
