/** Who an application is, as locks, pins and commit records name it. */
@NullMarked
package io.turnstile.core.identity;

import org.jspecify.annotations.NullMarked;
