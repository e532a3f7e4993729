/**
 * Version history and time travel: what a dataset was before, by its commit log, and what a version, a name or a time
 * stands for.
 */
@NullMarked
package io.turnstile.core.history;

import org.jspecify.annotations.NullMarked;
