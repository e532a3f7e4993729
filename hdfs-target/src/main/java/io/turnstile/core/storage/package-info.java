/**
 * Where everything lies (pure arithmetic on paths and names) and what the protocol asks of a file system: a small seam
 * with numbered guarantees. What the files mean is none of this package's business.
 */
@NullMarked
package io.turnstile.core.storage;

import org.jspecify.annotations.NullMarked;
