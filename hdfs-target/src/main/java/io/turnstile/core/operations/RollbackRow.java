package io.turnstile.core.operations;

/**
 * What a rollback made.
 *
 * @param version the version that is the head now
 * @param generation its generation
 */
public record RollbackRow(long version, String generation) {}
