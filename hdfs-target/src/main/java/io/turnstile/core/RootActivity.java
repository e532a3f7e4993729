package io.turnstile.core;

/**
 * The activity counters of an open root: what the application has done in it since it opened it, beyond what it was
 * asked for.
 *
 * @param callsWithoutService how often the lock service did not answer: what was to be coordinated went on without it, or
 *     failed if the application would rather have that
 * @param generationsCollected superseded generations, and such as were never published, whose files it has deleted
 * @param bytesCollected how many bytes of data files that were, as far as records tell: those of superseded generations
 */
public record RootActivity(long callsWithoutService, long generationsCollected, long bytesCollected) {}
