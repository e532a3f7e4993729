package io.turnstile.core.advice;

import java.io.IOException;

/** An event log cannot be read here; the message says why and what to do, as a sentence goes on. */
final class UnreadableLogException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableLogException(String message) {
        super(message);
    }
}
