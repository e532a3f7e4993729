package io.turnstile.spark.doctor;

import io.turnstile.core.doctor.Finding;
import io.turnstile.core.doctor.InstalledJar;
import io.turnstile.spark.session.ExecutorClassPath;
import io.turnstile.spark.session.ExecutorJars;
import io.turnstile.spark.session.ExecutorJars.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;

/** The check of executors: whether each has the jar, the same as the driver, and no other besides. */
record ExecutorCheck(SparkContext context) {
    private static final String SUBJECT = "executors";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** As Spark tells of a task that failed. */
    private static final Pattern WHERE = Pattern.compile("\\((\\S+) executor (\\S+)\\)");

    List<Finding> findings() {
        if (context.isLocal()) {
            return List.of(Finding.ok(SUBJECT, "There are none: tasks run in the driver's JVM."));
        }
        Map<String, String> executors = ExecutorJars.executors(context);
        try {
            return judged(executors.keySet(), ExecutorJars.ask(context, executors, PATIENCE), InstalledJar.here());
        } catch (TimeoutException nobody) {
            return List.of(Finding.warn(
                    SUBJECT,
                    "Of " + executors.size() + " executors not all had answered after " + PATIENCE.toSeconds() + " s.",
                    "Ask again when the application has executors that are not busy."));
        } catch (ExecutionException failed) {
            return List.of(failure(String.valueOf(failed.getCause())));
        } catch (IOException unreadable) {
            return List.of(Finding.fail("class path", "The driver's own jar cannot be read: " + unreadable, null));
        }
    }

    static Finding failure(String error) {
        Matcher where = WHERE.matcher(error);
        String executor = where.find() ? "Executor " + where.group(2) + " on " + where.group(1) : "An executor";
        Optional<String> missing = ExecutorClassPath.missing(error);
        return missing.isPresent()
                ? Finding.fail(
                        SUBJECT,
                        executor + " does not have this Turnstile's jar, only the driver has: tasks fail for want of "
                                + missing.get() + ".",
                        ExecutorClassPath.REMEDY + ". An older Turnstile there has to go.")
                : Finding.fail(
                        SUBJECT,
                        executor + " failed to look at its class path: "
                                + error.lines().findFirst().orElse(""),
                        null);
    }

    static List<Finding> judged(Set<String> asked, List<Answer> answers, InstalledJar ofTheDriver) {
        List<Finding> findings = new ArrayList<>();
        String others = named(answers, answer -> isOther(answer.jar(), ofTheDriver));
        if (!others.isEmpty()) {
            findings.add(Finding.fail(
                    SUBJECT,
                    "Another Turnstile than the driver's is on " + others + ".",
                    "Give driver and executors the same jar with --jars, and take every other one out of Spark's jars"
                            + " directory and spark.executor.extraClassPath."));
        }
        String several = named(answers, answer -> answer.jar().places().size() > 1);
        if (!several.isEmpty()) {
            findings.add(Finding.warn(
                    SUBJECT,
                    "Several Turnstiles are on " + several + ".",
                    "Leave only one of them; which one is used may change."));
        }
        Set<String> silent = new TreeSet<>(asked);
        answers.forEach(answer -> silent.remove(answer.executor()));
        boolean failedBefore = answers.stream().anyMatch(answer -> answer.attempts() > 0);
        if (failedBefore || !silent.isEmpty()) {
            findings.add(Finding.warn(
                    SUBJECT,
                    (silent.isEmpty() ? "All have answered" : "Not answered have " + String.join(", ", silent))
                            + (failedBefore
                                    ? ", and a task failed before it succeeded elsewhere."
                                    : ", as others did it."),
                    failedBefore
                            ? "The driver's log says where and why. " + ExecutorClassPath.REMEDY
                            : "Ask again when they are not busy."));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    SUBJECT,
                    "All " + answers.size() + " have one Turnstile"
                            + (ofTheDriver.digest().isEmpty() ? "." : ", the same as the driver's.")));
        }
        return findings;
    }

    private static boolean isOther(InstalledJar jar, InstalledJar ofTheDriver) {
        return !ofTheDriver.digest().isEmpty() && !jar.digest().equals(ofTheDriver.digest());
    }

    private static String named(List<Answer> answers, Predicate<Answer> which) {
        return answers.stream()
                .filter(which)
                .map(answer -> "executor " + answer.executor() + " (" + answer.host() + ": "
                        + String.join(", ", answer.jar().places()) + ")")
                .collect(Collectors.joining("; "));
    }
}
