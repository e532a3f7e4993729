package io.turnstile.core.operations;

/**
 * The row of a rollback: the head that it made.
 *
 * @param version the version that is the head now
 * @param generation its generation
 */
public record RollbackRow(long version, String generation) {}
