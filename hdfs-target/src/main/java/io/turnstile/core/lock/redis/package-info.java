/**
 * The lock service at Redis: scripts, leases, their renewal, pins. How Redis is reached at all is none of this
 * package's business; Redisson does not come in.
 */
@NullMarked
package io.turnstile.core.lock.redis;

import org.jspecify.annotations.NullMarked;
