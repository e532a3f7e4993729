package io.turnstile.spark.exception;

import java.io.IOException;

/** An operation that the storage or the commit log refused, for callers that cannot declare that; its cause says more. */
public final class RefusedOperationException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    RefusedOperationException(IOException refusal) {
        super(firstLine(refusal), refusal);
    }

    /** HDFS adds the server's stack to the message. */
    private static String firstLine(IOException refusal) {
        return String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
    }
}
