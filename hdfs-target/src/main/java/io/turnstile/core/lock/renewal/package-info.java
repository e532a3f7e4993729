/**
 * What every lock service with leases needs: threads, a task that renews, a watch on whether it has answered all the time.
 * Nothing that knows a service.
 */
@NullMarked
package io.turnstile.core.lock.renewal;

import org.jspecify.annotations.NullMarked;
