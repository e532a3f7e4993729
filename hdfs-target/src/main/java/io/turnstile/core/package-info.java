/**
 * One dataset as a target that is computed once and read by many: {@link io.turnstile.core.CachedDataset} and what it
 * hands out. This is the upper floor: it joins the locks, the commit log and the files of a generation into the
 * protocol. The packages below take plain values and never look up here.
 */
@NullMarked
package io.turnstile.core;

import org.jspecify.annotations.NullMarked;
