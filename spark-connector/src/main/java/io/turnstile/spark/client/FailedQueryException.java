package io.turnstile.spark.client;

/** The failure of a client to make its query, in the client's words; without a stack, since it did not fail here. */
final class FailedQueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedQueryException(String why) {
        super(why, null, false, false);
    }
}
