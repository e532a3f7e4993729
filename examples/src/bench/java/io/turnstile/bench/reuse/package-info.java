/**
 * The benchmark of reuse without naming: twenty jobs over a star schema, whose queries overlap as those of several teams do,
 * run with reuse and without. Their texts are resources: {@code jobs}, and {@code shared} with what they have in common.
 */
@NullMarked
package io.turnstile.bench.reuse;

import org.jspecify.annotations.NullMarked;
