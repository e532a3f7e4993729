/** The in-process lock service: locks within one JVM, for applications without Redis. */
@NullMarked
package io.turnstile.core.lock.local;

import org.jspecify.annotations.NullMarked;
