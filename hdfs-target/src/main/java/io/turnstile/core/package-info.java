/**
 * The façade: {@link io.turnstile.core.DatasetRoot} opens a root, {@link io.turnstile.core.CachedDataset} is one dataset in it,
 * and each call begins one of the four paths, write, read, remove, collect, in the package of that name. Nothing below looks
 * up here; what a step needs it is handed, as a {@link io.turnstile.core.context.DatasetContext}.
 */
@NullMarked
package io.turnstile.core;

import org.jspecify.annotations.NullMarked;
