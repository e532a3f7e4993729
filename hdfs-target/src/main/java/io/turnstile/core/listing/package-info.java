/**
 * The datasets and namespaces of a root, by its directories: who lists, and what is suggested to who asks in vain. No
 * locks in here, and no record is opened.
 */
@NullMarked
package io.turnstile.core.listing;

import org.jspecify.annotations.NullMarked;
