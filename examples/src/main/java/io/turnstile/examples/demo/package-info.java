/**
 * The demonstration that {@code run-demo.sh} runs: real applications, each in a JVM of its own, on real HDFS and real
 * Redis, or on real S3. {@link io.turnstile.examples.demo.Demo} starts them, tells them what to do and checks what they
 * report. What is done to the dataset is in the jobs of {@link io.turnstile.examples}, not here.
 */
@NullMarked
package io.turnstile.examples.demo;

import org.jspecify.annotations.NullMarked;
