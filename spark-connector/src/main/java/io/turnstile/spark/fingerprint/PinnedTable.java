package io.turnstile.spark.fingerprint;

import io.turnstile.core.commit.Input;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A table of ours: one generation of a dataset, which never changes and which a plan holds until it is gone. */
public interface PinnedTable {
    /** The dataset's directory, in full: no two datasets have the same, of whichever root. */
    String directory();

    /** What it is to whoever computes something from it. */
    Input input();

    /** Which of the dataset's generations it is. */
    String generation();

    /** The format of its files, as {@code parquet}. */
    String format();

    /** All columns of the dataset. */
    StructType schema();

    /** What is set for the readers of its files: by the dataset, and by who reads it where the dataset does not say. */
    Map<String, String> formatOptions(CaseInsensitiveStringMap scanOptions);
}
