/**
 * The interface of a lock service: held locks, by which one application computes a dataset at a time, and pins, which
 * say who is reading which generation of it. What is kept here saves work and says how long superseded files are kept;
 * it never decides what is published or what a read returns. The contract alone: each lock service is a package beside
 * it. No file system may come in here.
 */
@NullMarked
package io.turnstile.core.lock;

import org.jspecify.annotations.NullMarked;
