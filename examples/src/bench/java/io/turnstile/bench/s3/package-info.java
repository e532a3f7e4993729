/** Benchmarks on S3: rows about what is asked of it, with a server beside the row's own JVM, and a gate before it that counts. */
@NullMarked
package io.turnstile.bench.s3;

import org.jspecify.annotations.NullMarked;
