package io.turnstile.core.staging;

import io.turnstile.core.commit.Manifest.DataDirectory;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** How tasks write a generation, in one of two ways; {@code StagedGeneration} says what each method does. */
interface Staging {
    void begin() throws IOException;

    Path attemptDirectory(AttemptTag attempt);

    String baseName(AttemptTag attempt, String base);

    boolean hasOutput(AttemptTag attempt) throws IOException;

    void commitAttempt(AttemptTag attempt) throws IOException;

    void abortAttempt(AttemptTag attempt) throws IOException;

    List<DataDirectory> seal() throws IOException;
}
