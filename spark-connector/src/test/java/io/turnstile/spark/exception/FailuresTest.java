package io.turnstile.spark.exception;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.InvalidKeyException;
import java.io.InterruptedIOException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

/** What becomes of failures on their way to Spark, which logs them with their stacks. */
class FailuresTest {
    private static InvalidKeyException refusalOfOurs() {
        try {
            DatasetKey.parse("x y");
            throw new AssertionError("x y is no key");
        } catch (InvalidKeyException refusal) {
            return refusal;
        }
    }

    @Test
    void refusalOfOursLosesItsStackAndKeepsItsMessage() {
        RuntimeException refusal = refusalOfOurs();
        assertThat(refusal.getStackTrace()).isNotEmpty();

        assertThat(Failures.toldInOneSentence(refusal)).isSameAs(refusal).hasMessageContaining("x y");
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void interruptedWaitLosesItToo() {
        RuntimeException interrupted = Failures.unchecked(new InterruptedIOException("Interrupted while waiting"));

        assertThat(Failures.toldInOneSentence(interrupted).getStackTrace()).isEmpty();
        assertThat(interrupted.getCause().getStackTrace()).isEmpty();
    }

    @Test
    void failuresOfOthersKeepIt() {
        IllegalArgumentException other = new IllegalArgumentException("of somebody else");
        other.setStackTrace(new StackTraceElement[] {new StackTraceElement("org.example.Job", "run", "Job.java", 7)});

        assertThat(Failures.toldInOneSentence(other).getStackTrace()).hasSize(1);
        assertThat(Failures.toldInOneSentence(new IllegalStateException()).getStackTrace())
                .isNotEmpty();
    }

    /** PySpark passes it on as one of its own, with the first line alone: HDFS adds the server's stack to the message. */
    @Test
    void permissionDeniedBecomesASentenceThatPySparkPassesOn() {
        assertThat(Failures.unchecked(new AccessControlException("Permission denied: user=bob\n\tat org.apache…")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("Permission denied: user=bob")
                .hasCauseInstanceOf(AccessControlException.class);
    }
}
