/** What the connector's tests need around them: a shared session, and applications in JVMs of their own. */
@NullMarked
package io.turnstile.spark.testing;

import org.jspecify.annotations.NullMarked;
