/**
 * The locks within one JVM, for applications without a lock service.
 */
@NullMarked
package io.turnstile.core.lock.local;

import org.jspecify.annotations.NullMarked;
