/**
 * The client of Redis: one Redisson client for each, time-outs, a circuit breaker, sentinels. Knows nothing of locks
 * but how their service fails. The only package that touches Redisson.
 */
@NullMarked
package io.turnstile.core.lock.redis.client;

import org.jspecify.annotations.NullMarked;
