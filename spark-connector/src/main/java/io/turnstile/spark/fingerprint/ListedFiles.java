package io.turnstile.spark.fingerprint;

import io.turnstile.core.storage.FilesVersion;
import java.util.SortedMap;

/**
 * The files of an input, as the plan holds them, by the directories or files that it names: so that these can be listed again
 * without the plan, and compared.
 *
 * @param byRoot the version of what is below each, in full
 * @param because why listing them again says nothing; empty if it does
 */
public record ListedFiles(SortedMap<String, FilesVersion> byRoot, String because) {}
