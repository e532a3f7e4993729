package io.turnstile.core.operations;

/**
 * The row of a name lookup: the name of a dataset for some parameters.
 *
 * @param name the name to use
 */
public record NameRow(String name) {}
