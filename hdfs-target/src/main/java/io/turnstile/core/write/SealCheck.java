package io.turnstile.core.write;

import java.io.IOException;

/** A look at what was written, once no task can change it and before it is published. */
public interface SealCheck {
    /** Throws whatever there is to say against it. */
    void run() throws IOException;
}
