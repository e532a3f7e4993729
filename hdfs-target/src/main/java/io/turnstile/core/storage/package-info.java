/**
 * The directory layout (pure arithmetic on paths and names) and the file system interface of the protocol: a small seam
 * with numbered guarantees. What the files mean is none of this package's business.
 */
@NullMarked
package io.turnstile.core.storage;

import org.jspecify.annotations.NullMarked;
