/** Things that tests need around them: a Redis, a second JVM. Also for the tests of other modules. */
@NullMarked
package io.turnstile.core.testing;

import org.jspecify.annotations.NullMarked;
