package io.turnstile.target;

/**
 * What was asked of a dataset or a root cannot be done, for a reason that the caller can act on. The message says which
 * dataset, who else is concerned, and what to do; the dataset is as it was.
 */
public abstract class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatasetException(String message) {
        super(message);
    }
}
