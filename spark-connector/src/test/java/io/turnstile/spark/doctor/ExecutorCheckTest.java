package io.turnstile.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.doctor.Finding;
import io.turnstile.core.doctor.InstalledJar;
import io.turnstile.spark.session.ExecutorJars.Answer;
import io.turnstile.spark.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is made of what executors say. That they say it is tested with executors in JVMs of their own. */
class ExecutorCheckTest {
    private static final InstalledJar DRIVERS = jar("d1");

    private static InstalledJar jar(String digest, String... more) {
        List<String> places = new ArrayList<>(List.of("/work/turnstile.jar"));
        places.addAll(Arrays.asList(more));
        return new InstalledJar(places, digest);
    }

    private static Finding only(List<Finding> findings) {
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static Finding judged(Set<String> asked, Answer... answers) {
        return only(ExecutorCheck.judged(asked, List.of(answers), DRIVERS));
    }

    @Test
    void allIsWellWhereAllHaveTheDriversJar() {
        Finding finding =
                judged(Set.of("1", "2"), new Answer("1", "a", jar("d1"), 0), new Answer("2", "b", jar("d1"), 0));

        assertThat(finding.result()).isEqualTo("OK");
        assertThat(finding.finding()).contains("All 2", "the same as the driver's");
    }

    @Test
    void anotherJarThanTheDriversFails() {
        Finding finding =
                judged(Set.of("1", "2"), new Answer("1", "a", jar("d1"), 0), new Answer("2", "b", jar("d2"), 0));

        assertThat(finding.fails()).isTrue();
        assertThat(finding.finding())
                .contains("executor 2 (b: /work/turnstile.jar)")
                .doesNotContain("executor 1");
        assertThat(finding.remedy()).contains("--jars");
    }

    @Test
    void severalJarsOnOneExecutorAreWarnedOf() {
        Finding finding = judged(Set.of("1"), new Answer("1", "a", jar("d1", "/opt/spark/jars/old.jar"), 0));

        assertThat(finding.result()).isEqualTo("WARN");
        assertThat(finding.finding()).contains("/opt/spark/jars/old.jar");
    }

    @Test
    void whoDidNotAnswerIsNamed() {
        Finding finding = judged(Set.of("1", "2"), new Answer("1", "a", jar("d1"), 0));

        assertThat(finding.result()).isEqualTo("WARN");
        assertThat(finding.finding()).contains("Not answered have 2");
    }

    @Test
    void taskThatFailedElsewhereBeforeIsNotPassedOver() {
        Finding finding = judged(Set.of("1"), new Answer("1", "a", jar("d1"), 2));

        assertThat(finding.result()).isEqualTo("WARN");
        assertThat(finding.finding()).contains("failed before it succeeded");
        assertThat(finding.remedy()).contains("--jars");
    }

    @Test
    void driverThatHasNoJarIsComparedWithNobody() {
        List<Finding> findings = ExecutorCheck.judged(
                Set.of("1"), List.of(new Answer("1", "a", jar("d1"), 0)), new InstalledJar(List.of("/classes"), ""));

        assertThat(only(findings).result()).isEqualTo("OK");
    }

    @Test
    void executorWithoutTheJarIsNamedAsSparkNamesIt() {
        Finding finding =
                ExecutorCheck.failure("org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in"
                        + " stage 1.0 failed 4 times, most recent failure: Lost task 0.3 in stage 1.0 (TID 7) (node7 executor 12):"
                        + " java.lang.ClassNotFoundException: io.turnstile.spark.session.ExecutorJars$Look\n\tat …");

        assertThat(finding.fails()).isTrue();
        assertThat(finding.finding()).startsWith("Executor 12 on node7 does not have this Turnstile's jar");
        assertThat(finding.remedy()).contains("--jars");
        assertThat(ExecutorCheck.failure("java.io.IOException: disk\nat …").finding())
                .isEqualTo("An executor failed to look at its class path: java.io.IOException: disk");
    }

    @Test
    void inLocalModeThereIsNobodyToAsk() {
        assertThat(only(new ExecutorCheck(SharedSpark.session().sparkContext()).findings())
                        .finding())
                .contains("There are none");
    }
}
