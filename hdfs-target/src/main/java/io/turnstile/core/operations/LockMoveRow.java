package io.turnstile.core.operations;

/**
 * A move of a root's locks.
 *
 * @param root the root
 * @param from where they were
 * @param to where they are kept now
 */
public record LockMoveRow(String root, String from, String to) {}
