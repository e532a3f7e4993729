package io.turnstile.core.commit;

import java.io.IOException;

/** It is unknown whether the commit record was created. Nothing that it would have published may be deleted. */
public final class CommitUnknownException extends IOException {
    private static final long serialVersionUID = 1L;

    CommitUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
