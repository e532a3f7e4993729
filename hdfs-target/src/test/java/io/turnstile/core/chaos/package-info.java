/**
 * Random histories: applications that write, read, replace, remove and collect while processes and Redis are stopped and
 * killed, and a checker that judges what they say happened by what the commit logs hold. The checker knows nothing of
 * how the target works, only of what it promises.
 */
@NullMarked
package io.turnstile.core.chaos;

import org.jspecify.annotations.NullMarked;
