/**
 * Who may go on: the gate of reruns, waiting for a holder, and what the present thread is computing itself.
 */
@NullMarked
package io.turnstile.core.admission;

import org.jspecify.annotations.NullMarked;
