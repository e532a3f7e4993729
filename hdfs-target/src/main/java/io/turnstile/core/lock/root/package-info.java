/**
 * The lock service in the root itself: locks and pins as files beside the datasets, for applications on any number of machines
 * without Redis. Nothing here decides what is published.
 */
@NullMarked
package io.turnstile.core.lock.root;

import org.jspecify.annotations.NullMarked;
