package io.turnstile.core.doctor;

import java.io.IOException;
import java.util.List;

/** A part of the health check. */
interface Check {
    /**
     * Looks, and adds what it finds.
     *
     * @throws IOException if it cannot look; that is a finding, too
     */
    void run(List<Finding> findings) throws IOException;
}
