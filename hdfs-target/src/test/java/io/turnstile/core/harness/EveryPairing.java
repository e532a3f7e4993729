package io.turnstile.core.harness;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Tests of applications that share a fresh root, for locks and file systems of each {@link Pairing} that a class names. */
public abstract class EveryPairing {
    @Parameter
    public Pairing pairing;

    public Applications applications;

    @BeforeEach
    public void openRoot() throws IOException {
        applications = new Applications(pairing.files(), pairing.lockService());
    }

    @AfterEach
    public void endApplications() {
        // Where this pairing cannot be had the test is left out.
        if (applications != null) {
            applications.close();
        }
    }
}
