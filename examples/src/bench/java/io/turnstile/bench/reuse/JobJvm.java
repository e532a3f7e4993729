package io.turnstile.bench.reuse;

import io.turnstile.bench.AnsweringJvm;
import io.turnstile.bench.Setting;
import io.turnstile.bench.spark.Conf;
import io.turnstile.core.advice.AdviceRow;
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

    /** Has it reuse the datasets of that catalog from now on. */
    void reuse(String catalog) {
        answer(JobApplication.CATALOG + catalog);
    }

    /** Computes a part that the advisor tells of, and caches it; returns the processor time of the tasks that took. */
    double cache(AdviceRow advised) {
        return Double.parseDouble(
                answer(JobApplication.CACHE + advised.part() + " " + String.join(" ", advised.columns())));
    }

    /** Ends the application, whose event log is complete then, and begins another, which is as warm as that was. */
    void restart() {
        answer(JobApplication.RESTART);
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
