package io.turnstile.core.harness;

import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link FaultWorker} in its JVM, as the test sees it. */
public final class FaultWorkerJvm implements AutoCloseable {
    private final ChildJvm jvm;

    private FaultWorkerJvm(ChildJvm jvm) {
        this.jvm = jvm;
    }

    /** Starts one, and does not wait until it is ready. */
    public static FaultWorkerJvm starting(String name, Map<String, String> options) {
        return starting(List.of(), name, options);
    }

    /** The same with these options for the JVM. */
    public static FaultWorkerJvm starting(List<String> jvmOptions, String name, Map<String, String> options) {
        List<String> all = new ArrayList<>(
                List.of("-Xmx160m", "-Xss512k", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        all.addAll(jvmOptions);
        List<String> arguments = new ArrayList<>(List.of(name));
        options.forEach((key, value) -> arguments.add(key + "=" + value));
        return new FaultWorkerJvm(ChildJvm.running(all, FaultWorker.class, arguments.toArray(String[]::new)));
    }

    public FaultWorkerJvm ready() {
        jvm.awaitLine("::READY");
        return this;
    }

    /** Ends at the nth such step. */
    public FaultWorkerJvm haltsAt(int nth, String step) {
        jvm.tell("halt " + nth + " " + step);
        jvm.awaitLine("::ARMED");
        return this;
    }

    /** Waits at the nth such step until told to go on. */
    public FaultWorkerJvm pausesAt(int nth, String step) {
        jvm.tell("pause " + nth + " " + step);
        jvm.awaitLine("::ARMED");
        return this;
    }

    /** Returns when it has come to the step at which it pauses. */
    public FaultWorkerJvm arrives() {
        jvm.awaitLine("::AT");
        return this;
    }

    /** Whether it came to the step at which it pauses, or did what it was told without coming by there. */
    public boolean arrivesRatherThanAnswers() {
        return jvm.awaitLine("::AT", "::COLLECTED").startsWith("::AT");
    }

    /** Whether it came to the step at which it halts, or did what it was told without coming by there. */
    public boolean endsRatherThanAnswers() {
        return jvm.awaitLineOrEnd("::COLLECTED", "::PUBLISHED").isEmpty();
    }

    public FaultWorkerJvm tell(String command) {
        jvm.tell(command);
        return this;
    }

    /** Returns when it has said that. */
    public FaultWorkerJvm says(String text) {
        jvm.awaitLine(text);
        return this;
    }

    /** Returns when it has Redis again, which it asks for once a second. */
    public void findsRedis() {
        Eventually.within(
                Duration.ofSeconds(30),
                "Redis answers it",
                () -> tell("holder").answer().startsWith("HOLDER"));
    }

    /** Returns when it has been at Redis for so long that it may delete what is due. */
    public FaultWorkerJvm settled() {
        String answer = tell("settle").answer();
        if (!answer.equals("SETTLED")) {
            throw new AssertionError(answer);
        }
        return this;
    }

    /** Its next answer. */
    public String answer() {
        return jvm.awaitLine(
                        "::PUBLISHED",
                        "::LOST",
                        "::REUSED",
                        "::WRITERS",
                        "::READ ",
                        "::PINNED",
                        "::HOLDING",
                        "::HOLDER",
                        "::COLLECTED",
                        "::SETTLED",
                        "::FAILED")
                .substring(2);
    }

    /** SIGSTOP. */
    public void stop() {
        jvm.pause();
    }

    /** SIGCONT. */
    public void resume() {
        jvm.resume();
    }

    public void kill() {
        jvm.kill();
    }

    public int exit() {
        return jvm.awaitExit(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        jvm.close();
    }
}
