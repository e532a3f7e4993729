/**
 * Context objects: a root's context and a dataset's, with the locks that are open for them. Every step is handed these
 * instead of the façade.
 */
@NullMarked
package io.turnstile.core.context;

import org.jspecify.annotations.NullMarked;
