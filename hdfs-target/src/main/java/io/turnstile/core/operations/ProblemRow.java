package io.turnstile.core.operations;

/**
 * A row of a verification: one file that is wrong.
 *
 * @param file its path, relative to the generation; or to the dataset's directory, and with a slash in front
 * @param problem in words
 * @param unreadable whether readers fail on it; if not, it does them no harm
 */
public record ProblemRow(String file, String problem, boolean unreadable) {}
