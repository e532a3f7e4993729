package io.turnstile.core.storage;

import java.io.IOException;

/** The file system has no operation of which, of all who try, exactly one succeeds, so it cannot hold a commit log. */
public final class UnsupportedStorageException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsupportedStorageException(String message) {
        super(message);
    }
}
