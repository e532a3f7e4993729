/**
 * The record of how a root's datasets are used: what the lock service has gathered becomes small files in the root, and these
 * one. Nothing depends on it: what is lost of it, or cannot be written, fails no read and no write.
 */
@NullMarked
package io.turnstile.core.use;

import org.jspecify.annotations.NullMarked;
