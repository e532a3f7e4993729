/**
 * The exceptions that callers of datasets and roots catch. Those of the commit log, the locks, storage, names and
 * options stay with who throws them.
 */
@NullMarked
package io.turnstile.core.exception;

import org.jspecify.annotations.NullMarked;
