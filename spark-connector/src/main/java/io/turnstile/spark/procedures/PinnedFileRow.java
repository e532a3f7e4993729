package io.turnstile.spark.procedures;

import org.jspecify.annotations.Nullable;

/**
 * A row of a pin: one file of the generation that is pinned.
 *
 * @param pin its id, the same in every row
 * @param generation what is pinned
 * @param format of the files, such as {@code parquet}
 * @param directory beneath which they are; between it and a file's name are the values of partition columns
 * @param file its path; null in the only row of a generation without files
 * @param bytes its length
 */
public record PinnedFileRow(
        String pin,
        String generation,
        String format,
        String directory,
        @Nullable String file,
        @Nullable Long bytes) {}
