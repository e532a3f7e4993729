package io.turnstile.core;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Tests of applications that share a fresh root, for locks and file systems of each {@link Pairing} that a class names. */
abstract class PairedTest {
    @Parameter
    Pairing pairing;

    Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(pairing.files(), pairing.lockService());
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }
}
