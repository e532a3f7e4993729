/**
 * Admission control: the gate of reruns, the bounded wait for a lock's holder with its deadlock detection, and the
 * registry of what the present thread is computing itself.
 */
@NullMarked
package io.turnstile.core.admission;

import org.jspecify.annotations.NullMarked;
