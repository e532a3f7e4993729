package io.turnstile.core.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What those who waited are told of a failure. */
class FailureSentenceTest {
    @Test
    void firstLineOfAnOrdinaryMessage() {
        assertThat(FailureSentence.of("Division by zero.\nUse try_divide.")).isEqualTo("Division by zero.");
        assertThat(FailureSentence.of("")).isEmpty();
    }

    @Test
    void errorOfPythonBelowItsTraceback() {
        String message = """
                Job aborted: Lost task 0.0 (TID 1): org.apache.spark.api.python.PythonException: Traceback (most recent call last):
                  File "/tmp/job.py", line 3, in <lambda>
                    broken = lambda x: x / 0
                             ~~^~~
                ZeroDivisionError: division by zero

                \tat org.apache.spark.api.python.BasePythonRunner
                """;

        assertThat(FailureSentence.of(message))
                .isEqualTo("Job aborted: Lost task 0.0 (TID 1): org.apache.spark.api.python.PythonException:"
                        + " ZeroDivisionError: division by zero");
    }

    @Test
    void errorThatCameOfAnotherOne() {
        String message = """
                Traceback (most recent call last):
                  File "a.py", line 1, in f
                KeyError: 'a'

                During handling of the above exception, another exception occurred:

                Traceback (most recent call last):
                  File "a.py", line 3, in f
                ValueError: no such key
                """;

        assertThat(FailureSentence.of(message)).isEqualTo("ValueError: no such key");
    }
}
