/** Example programs, to run and to copy from. They use only what a user can use. */
@NullMarked
package io.turnstile.examples;

import org.jspecify.annotations.NullMarked;
