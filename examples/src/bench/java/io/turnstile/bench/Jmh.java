package io.turnstile.bench;

import io.turnstile.bench.Pairs.Measurement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * An adapter from JMH's benchmarks to measurements. A sample is one iteration in this JVM, without warming up: JMH by
 * itself does not measure two benchmarks in turn, and in a JVM of its own each sample would begin cold. As JMH makes a
 * benchmark's object, what that needs of its row must be static.
 *
 * @param benchmarks the class whose methods are benchmarks
 * @param millis how long an iteration takes
 */
public record Jmh(Class<?> benchmarks, long millis) {
    /** The median of what a method takes, in seconds, called by one thread. */
    public Measurement median(String method) {
        return () -> run(method, 1, Mode.SampleTime).getStatistics().getPercentile(50);
    }

    /** How often so many threads together call a method in a second. */
    public Measurement perSecond(String method, int threads) {
        return () -> run(method, threads, Mode.Throughput).getScore();
    }

    private Result<?> run(String method, int threads, Mode mode) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$")
                .mode(mode)
                .timeUnit(TimeUnit.SECONDS)
                .threads(threads)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(millis))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(options.build()).runSingle().getPrimaryResult();
    }
}
