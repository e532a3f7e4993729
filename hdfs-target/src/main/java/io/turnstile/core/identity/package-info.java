/**
 * The names of applications, datasets and generations. Values, checked when they are made; nothing is looked up, and
 * nothing else of Turnstile comes in.
 */
@NullMarked
package io.turnstile.core.identity;

import org.jspecify.annotations.NullMarked;
