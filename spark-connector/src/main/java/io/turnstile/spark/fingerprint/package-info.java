/**
 * What a query computes, and from what: a hash of the rows in a normal form of its analysed plan, and the versions of its
 * inputs as that plan reads them.
 *
 * <p>A wrong hit is the one unforgivable fault: whatever is not expressly known here is refused, with a reason that names it.
 * Plans and expressions are Spark's internals; none of them may show in what is given to others. Locks, commit records and
 * options of ours may not come in.
 */
@NullMarked
package io.turnstile.spark.fingerprint;

import org.jspecify.annotations.NullMarked;
