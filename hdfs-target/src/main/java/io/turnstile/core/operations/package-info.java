/**
 * The operators' interface to a root, with results that are plain rows. SQL procedures, the Java interface and the
 * command line all call this, and show what it gives; nothing about how a front end looks comes in here.
 */
@NullMarked
package io.turnstile.core.operations;

import org.jspecify.annotations.NullMarked;
