package io.turnstile.bench.spark;

import io.turnstile.bench.Samples;
import io.turnstile.bench.Unit;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A race of two applications that create the same table at the same moment, once a round; each has created one of its
 * own before.
 *
 * @param work for what the applications write
 * @param rounds how often
 * @param computation what the table consists of
 */
record Race(Path work, int rounds, Computation computation) {
    /**
     * What came of it.
     *
     * @param computed how often the table was computed, on average
     * @param cpu of both applications, one sample a round
     * @param failures one for each application that failed
     */
    record Outcome(double computed, Samples cpu, List<String> failures) {
        boolean isOnceWithoutFailure() {
            return computed == 1 && failures.isEmpty();
        }

        @Override
        public String toString() {
            String failed = failures.isEmpty()
                    ? "both succeed"
                    : "%d failed, %s".formatted(failures.size(), failures.get(0).replaceFirst("(?s)[:.] .*", ""));
            return "computed %s ×, CPU %s, %s".formatted(Unit.COUNT.format(computed), cpu, failed);
        }
    }

    /**
     * Runs it.
     *
     * @param name of the directory for what these applications write
     * @param conf their settings
     * @param command how they are started
     * @param create the statement, up to the query; with {@code #} for the table's number
     */
    Outcome of(String name, Map<String, String> conf, JvmCommand command, String create) throws IOException {
        List<Double> cpu = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        long computed = 0;
        try (SqlJvm one = SqlJvm.starting(work.resolve(name + "-1"), conf, command);
                SqlJvm other = SqlJvm.starting(work.resolve(name + "-2"), conf, command)) {
            List<SqlJvm> both = List.of(one, other);
            both.forEach(SqlJvm::awaitReady);
            Computation few = new Computation(computation.rows() / 10);
            one.tell(1, create.replace("#", "first_1") + few.sql());
            other.tell(1, create.replace("#", "first_2") + few.sql());
            both.forEach(SqlJvm::outcome);
            for (int i = 0; i < rounds; i++) {
                String statement = create.replace("#", "round_" + i) + computation.sql();
                both.forEach(application -> application.tell(1, statement));
                List<SqlJvm.Outcome> outcomes =
                        both.stream().map(SqlJvm::outcome).toList();
                computed +=
                        outcomes.stream().mapToLong(SqlJvm.Outcome::computed).sum();
                cpu.add(outcomes.stream().mapToDouble(SqlJvm.Outcome::cpu).sum());
                outcomes.stream()
                        .flatMap(outcome -> outcome.failures().stream())
                        .forEach(failures::add);
            }
        }
        return new Outcome((double) computed / rounds / computation.rows(), Samples.of(Unit.SECONDS, cpu), failures);
    }
}
