/** Applications that share a root, within this JVM and in others, and what tests have them do. */
@NullMarked
package io.turnstile.core.harness;

import org.jspecify.annotations.NullMarked;
