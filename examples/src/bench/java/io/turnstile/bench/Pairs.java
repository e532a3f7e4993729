package io.turnstile.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Paired samples, ours and the peer's, measured in turn, so that whatever else the machine does falls on both: ours
 * first in one pair, the peer's first in the next.
 *
 * @param ours one sample a pair
 * @param peers one sample a pair
 * @param ratios ours to the peer's, pair by pair
 */
public record Pairs(Samples ours, Samples peers, Samples ratios) {
    /** A measurement, which takes one sample. */
    public interface Measurement {
        double measure() throws Exception;
    }

    /** A piece of work to be timed. */
    public interface Work {
        void run() throws Exception;
    }

    /** So many pairs of measurements in that unit. What warms up first is the caller's. */
    public static Pairs measured(int pairs, Unit unit, Measurement ours, Measurement peers) throws Exception {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                first.add(ours.measure());
                second.add(peers.measure());
            } else {
                second.add(peers.measure());
                first.add(ours.measure());
            }
        }
        return of(unit, first, second);
    }

    /** What has been measured already, pair by pair. */
    public static Pairs of(Unit unit, List<Double> ours, List<Double> peers) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / peers.get(i));
        }
        return new Pairs(Samples.of(unit, ours), Samples.of(unit, peers), Samples.of(Unit.COUNT, ratios));
    }

    /** How long two things take, in seconds. */
    public static Pairs timed(int pairs, Work ours, Work peers) throws Exception {
        return measured(pairs, Unit.SECONDS, () -> seconds(ours), () -> seconds(peers));
    }

    /** How long something takes. */
    public static double seconds(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
