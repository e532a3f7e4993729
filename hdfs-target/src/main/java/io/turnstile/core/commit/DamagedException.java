package io.turnstile.core.commit;

import io.turnstile.core.storage.LostContentException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A record, a manifest or a root's own file cannot be read or understood. It is never used in part. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean newer;

    private DamagedException(String message, boolean newer, @Nullable Throwable cause) {
        super(message, cause);
        this.newer = newer;
    }

    DamagedException(String file, String fault, Throwable cause) {
        this("Cannot read " + file + ": " + fault, false, cause);
    }

    DamagedException(String file, String fault) {
        this("Cannot read " + file + ": " + fault, false, null);
    }

    /** The file system has lost it. */
    DamagedException(LostContentException lost) {
        this(String.valueOf(lost.getMessage()), false, lost);
    }

    /** Nothing is wrong with the file, but a newer version of Turnstile has written it, so we must not repair it. */
    static DamagedException newer(String file, String fault) {
        return new DamagedException("Cannot read " + file + ": " + fault, true, null);
    }

    boolean isNewer() {
        return newer;
    }

    /** The same, which also says what to do. */
    DamagedException with(String remedy) {
        return newer ? this : new DamagedException(getMessage() + " " + remedy, false, this);
    }
}
