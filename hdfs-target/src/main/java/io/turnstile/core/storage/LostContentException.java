package io.turnstile.core.storage;

import java.io.IOException;

/**
 * A file is there, and the file system cannot give its content: no DataNode has a block of it, or what they have does not
 * match its checksum. It may come back with a DataNode; by itself it will not.
 */
public final class LostContentException extends IOException {
    private static final long serialVersionUID = 1L;

    LostContentException(String message, IOException cause) {
        super(message, cause);
    }
}
