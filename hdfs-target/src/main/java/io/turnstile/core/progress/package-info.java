/**
 * Progress reporting: what those who wait are shown, and one line for what came of each call. Decides nothing: what goes
 * wrong in here fails no write and no read.
 */
@NullMarked
package io.turnstile.core.progress;

import org.jspecify.annotations.NullMarked;
