/**
 * Staging and the task commit protocol: many tasks write one generation, each possibly several times, so that in the
 * end exactly one attempt of each counts. It knows nothing of what publishes the generation.
 */
@NullMarked
package io.turnstile.core.staging;

import org.jspecify.annotations.NullMarked;
