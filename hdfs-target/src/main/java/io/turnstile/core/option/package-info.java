/**
 * Configuration: the options by the names that users write, read and checked once. Values only; nothing is opened or
 * looked up here.
 */
@NullMarked
package io.turnstile.core.option;

import org.jspecify.annotations.NullMarked;
