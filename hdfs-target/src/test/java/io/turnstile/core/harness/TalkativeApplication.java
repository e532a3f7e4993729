package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.identity.Application;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * A main class that does all that is done to a dataset, and shows all there is to see of it: computes, reads, looks who
 * reads, replaces and collects; then it says {@code WELL DONE}, or prints the failure with its causes.
 */
public final class TalkativeApplication {
    /** For its JVM: every logger says everything. */
    public static final List<String> TRACE = List.of(
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // As Spark has it for its JVMs; it must not make ours less careful.
            "-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
            "-Dorg.slf4j.simpleLogger.log.io.turnstile=trace");

    private TalkativeApplication() {}

    /** Arguments are options, and settings of Hadoop after {@code hadoop:}, each {@code name=value}. */
    @SuppressWarnings({"SystemOut", "CatchAndPrintStackTrace"})
    public static void main(String[] arguments) {
        Map<String, String> options = new HashMap<>(Map.of("retention", "0s", "rerun", "allow"));
        Configuration configuration = new Configuration(false);
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            if (setting[0].startsWith("hadoop:")) {
                configuration.set(setting[0].substring("hadoop:".length()), setting[1]);
            } else {
                options.put(setting[0], setting[1]);
            }
        }
        try {
            run(TurnstileOptions.of(options), configuration);
            System.out.println("WELL DONE");
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace(System.out);
        }
    }

    private static void run(TurnstileOptions options, Configuration configuration) throws IOException {
        Application application = new Application("application_1", "talkative", "ann", "host7");
        try (DatasetRoot root = DatasetRoot.open(options, application, configuration)) {
            show(root, root.options(), application);
            CachedDataset target = root.dataset(Applications.KEY);
            publish(target, WriteMode.REUSE);
            try (Snapshot snapshot = target.snapshot()) {
                show(snapshot, target.readers(), target.holder());
                publish(target, WriteMode.REPLACE);
                show(target, target.collect(CollectionReport.Mode.DELETE));
            }
            show(target.remove());
        }
    }

    @SuppressWarnings("SystemOut")
    private static void show(Object... things) {
        System.out.println(Arrays.toString(things));
    }

    private static void publish(CachedDataset target, WriteMode mode) throws IOException {
        try (GenerationWrite write = Applications.compute(target, mode)) {
            new StagedGeneration(Contexts.of(target).storage(), write.path()).begin();
            write.commit(Applications.content(0));
        }
    }
}
