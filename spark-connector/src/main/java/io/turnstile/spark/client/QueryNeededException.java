package io.turnstile.spark.client;

/** Says that whether a dataset is reused depends on its query, which its client has not made. */
final class QueryNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryNeededException() {
        super("the query decides", null, false, false);
    }
}
