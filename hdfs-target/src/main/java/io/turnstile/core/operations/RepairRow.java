package io.turnstile.core.operations;

/**
 * What became of a root's own file.
 *
 * @param root the root
 * @param done {@code whole}, {@code made anew from its copy} or {@code made anew with another id}
 */
public record RepairRow(String root, String done) {}
