/**
 * The index of a root's generations by what they can stand for, and the look that a query takes at it. It proposes, and the
 * commit log decides: what is lost of it costs a computation, what is too much of it a request. It fails no write. No lock and
 * no pin may come in here.
 */
@NullMarked
package io.turnstile.core.reuse;

import org.jspecify.annotations.NullMarked;
