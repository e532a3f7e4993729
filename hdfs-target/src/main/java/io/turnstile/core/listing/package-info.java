/**
 * Listings of the datasets and namespaces of a root, by its directories, and suggestions for who asks for one in vain.
 * No locks in here, and no record is opened.
 */
@NullMarked
package io.turnstile.core.listing;

import org.jspecify.annotations.NullMarked;
