package io.turnstile.spark.testing;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * The seeds of tests that generate their cases: the same few in every build, and with {@code -Pgenerated} as many as
 * {@code generated.cases} says, from {@code generated.seed} or else from another one every time. A test shows the seed of
 * each of its cases.
 */
public final class GeneratedCases {
    private GeneratedCases() {}

    /**
     * The seeds of one test.
     *
     * @param few how many there are in every build
     */
    @SuppressWarnings("SystemOut")
    public static LongStream seeds(int few) {
        int cases = Integer.getInteger("generated.cases", few);
        String given = System.getProperty("generated.seed", "1");
        long first = given.isEmpty() ? ThreadLocalRandom.current().nextInt(1_000_000_000) : Long.parseLong(given);
        System.out.println("Generated cases: " + cases + ", seeds from " + first);
        return LongStream.range(first, first + cases);
    }
}
