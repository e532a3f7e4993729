/**
 * The commit log: what of a dataset is published, and what may still be read. It decides what is true, by nothing but
 * the storage's guarantees; no lock, lease or clock may come in here. Times in records are for people.
 */
@NullMarked
package io.turnstile.core.commit;

import org.jspecify.annotations.NullMarked;
