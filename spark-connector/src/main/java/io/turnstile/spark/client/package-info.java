/**
 * What an application holds for a client that makes its own queries or reads files by itself, as Python does: a dataset's lock
 * while the client makes the query, or a pin while it reads. It is held until the client gives it back, or no longer says that
 * it wants it. No SQL comes in here.
 */
@NullMarked
package io.turnstile.spark.client;

import org.jspecify.annotations.NullMarked;
