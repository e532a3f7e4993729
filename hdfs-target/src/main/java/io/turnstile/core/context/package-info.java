/**
 * What every step is handed instead of the façade: a root's context and a dataset's, with the locks that are open for them.
 */
@NullMarked
package io.turnstile.core.context;

import org.jspecify.annotations.NullMarked;
