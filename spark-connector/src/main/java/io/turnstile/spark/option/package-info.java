/** Options of reads and writes, parsed, and the table properties that a generation keeps of them. */
@NullMarked
package io.turnstile.spark.option;

import org.jspecify.annotations.NullMarked;
