package io.turnstile.core.exception;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;

/** The dataset exists already, and the write must create it. The dataset is untouched. */
public final class DatasetExistsException extends DatasetException {
    private static final long serialVersionUID = 1L;

    public DatasetExistsException(DatasetKey key, Generation head) {
        super("Dataset " + key + " exists: " + head.name() + ", published by " + head.origin() + ". To reuse it, use"
                + " CREATE TABLE IF NOT EXISTS or mode(\"ignore\"); to compute it again, CREATE OR REPLACE TABLE or"
                + " mode(\"overwrite\").");
    }
}
