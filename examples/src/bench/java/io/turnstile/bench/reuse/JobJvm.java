package io.turnstile.bench.reuse;

import io.turnstile.bench.AnsweringJvm;
import io.turnstile.bench.Setting;
import io.turnstile.bench.spark.Conf;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A child process that runs a {@link JobApplication} with two task slots. */
final class JobJvm implements AutoCloseable {
    private final AnsweringJvm jvm;

    private JobJvm(AnsweringJvm jvm) {
        this.jvm = jvm;
    }

    /**
     * Starts one, and does not wait until it is ready; for a sample, with what a JVM that compiles more than it runs is done sooner
     * with.
     *
     * @param name of a directory of its own
     * @param conf further settings
     */
    static JobJvm starting(Setting setting, String name, Map<String, String> conf, Warehouse warehouse)
            throws IOException {
        Path work = Files.createDirectories(setting.work().resolve(name));
        Map<String, String> properties = new TreeMap<>(Conf.application(2, work));
        properties.putAll(conf);
        JvmCommand command = new JvmCommand(JobApplication.class)
                .heap("2g")
                .options(setting.optionsOfShortRuns().toArray(String[]::new))
                .properties(properties)
                .arguments(warehouse.location());
        return new JobJvm(AnsweringJvm.starting(command.process().directory(work.toFile())));
    }

    void awaitReady() {
        jvm.answer();
    }

    /** Runs one to its end. */
    JobRun run(Job job) {
        return JobRun.parse(answer(JobApplication.RUN + job.name()));
    }

    /** The same, without telling the parts of its queries to the event log. */
    JobRun runSilently(Job job) {
        return JobRun.parse(answer(JobApplication.RUN_SILENTLY + job.name()));
    }

    /** Computes a part that the advisor tells of, and caches it; returns the processor time of the tasks that took. */
    double cache(String part) {
        return Double.parseDouble(answer(JobApplication.CACHE + part));
    }

    /** Ends the application; its event log is complete then. */
    void stop() {
        answer(JobApplication.STOP);
    }

    private String answer(String line) {
        jvm.tell(line);
        return jvm.answer();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
