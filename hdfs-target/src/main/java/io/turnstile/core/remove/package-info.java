/**
 * The path of metadata-only commits, which carry no data: removal, rollback, quarantine, each a
 * {@link io.turnstile.core.remove.ChangeHead} under the held lock; and the forced unlock, which is a fence. None
 * deletes a file.
 */
@NullMarked
package io.turnstile.core.remove;

import org.jspecify.annotations.NullMarked;
