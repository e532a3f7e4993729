package io.turnstile.core.write;

/** The save mode of a write: what it does where the dataset exists. */
public enum WriteMode {
    /** Reuses it, unless its ttl is over: {@code CREATE TABLE IF NOT EXISTS}, {@code mode("ignore")}, {@code getOrCompute}. */
    REUSE,
    /** Fails: {@code CREATE TABLE}, {@code mode("errorifexists")}. */
    FAIL,
    /** Replaces it by a new generation, if reruns are allowed: {@code CREATE OR REPLACE}, {@code mode("overwrite")}. */
    REPLACE
}
