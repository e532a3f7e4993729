package io.turnstile.core.exception;

/**
 * The base of the exceptions that a caller can act on: what was asked of a dataset or a root cannot be done. The
 * message says which dataset, who else is concerned, and what to do; the dataset is as it was.
 *
 * <p>It is an {@link UnsupportedOperationException} because PySpark passes on only some types of the JVM's as exceptions of
 * Python's, with their message alone: to whoever reads that message, a stack of Java frames says nothing.
 */
public abstract class DatasetException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    DatasetException(String message) {
        super(message);
    }
}
