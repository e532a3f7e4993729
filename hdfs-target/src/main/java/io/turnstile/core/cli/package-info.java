/**
 * The command line: {@link io.turnstile.core.operations.Operations} for a terminal or a script. Nothing comes in here but
 * how arguments are read and rows are shown.
 */
@NullMarked
package io.turnstile.core.cli;

import org.jspecify.annotations.NullMarked;
