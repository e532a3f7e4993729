package io.turnstile.target.commit;

import java.io.IOException;

/** A record or a manifest cannot be understood. It is never used in part. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String file, String fault, Throwable cause) {
        super("Cannot read " + file + ": " + fault, cause);
    }

    DamagedException(String file, String fault) {
        super("Cannot read " + file + ": " + fault);
    }
}
