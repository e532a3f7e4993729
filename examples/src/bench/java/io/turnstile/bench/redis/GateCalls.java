package io.turnstile.bench.redis;

import static io.turnstile.bench.redis.BenchRedis.DATASET;

import io.turnstile.bench.Jmh;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Passage;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/** The JMH benchmarks that {@link Gate} and {@link CrowdedGate} measure, ours and the peers', see {@link Jmh}. */
@State(Scope.Benchmark)
public class GateCalls {
    private static volatile @Nullable Clients connected;

    private final Clients clients = Objects.requireNonNull(connected, "not connected");

    /** The clients of one Redis. */
    record Clients(String address, UUID root, DatasetLocks locks, NaiveGate naive, RedissonClient redisson, RLock lock)
            implements AutoCloseable {
        @Override
        public void close() {
            connected = null;
            redisson.shutdown();
            naive.close();
            locks.close();
        }
    }

    /** What the calls of this JVM go to, until that is closed. */
    static Clients connect(String address) {
        UUID root = UUID.randomUUID();
        RedissonClient redisson = BenchRedis.redisson(address);
        Clients clients = new Clients(
                address,
                root,
                BenchRedis.locks(address, root),
                new NaiveGate(address),
                redisson,
                redisson.getReadWriteLock(DATASET).readLock());
        connected = clients;
        return clients;
    }

    /** What a thread has passed with; giving its pin back is not timed. */
    @State(Scope.Thread)
    public static class Passed {
        private @Nullable Passage passage;

        /** Gives it back. */
        @TearDown(Level.Invocation)
        public void giveBack() {
            if (passage != null) {
                passage.pin().close();
            }
        }
    }

    /** An application that ends with the iteration, and gives back all its pins at once. */
    @State(Scope.Benchmark)
    public static class Ending {
        private @Nullable DatasetLocks locks;

        /** Begins. */
        @Setup(Level.Iteration)
        public void open(GateCalls calls) {
            locks = BenchRedis.locks(calls.clients.address(), calls.clients.root());
        }

        /** Ends. */
        @TearDown(Level.Iteration)
        public void close() {
            if (locks != null) {
                locks.close();
            }
        }
    }

    /** The gate of a read. */
    @Benchmark
    public void pass(Passed passed) {
        passed.passage = clients.locks().pass(DATASET);
    }

    /** The same, where the pin stays as long as its application. */
    @Benchmark
    public Passage passUntilTheEnd(Ending application) {
        return Objects.requireNonNull(application.locks).pass(DATASET);
    }

    /** The gate, and giving the pin back. */
    @Benchmark
    public void passAndGiveBack() {
        clients.locks().pass(DATASET).pin().close();
    }

    /** One script. */
    @Benchmark
    public void evalsha() {
        clients.naive().pass();
    }

    /** Redisson's lock, taken and given back. */
    @Benchmark
    public void lockAndUnlock() {
        clients.lock().lock();
        clients.lock().unlock();
    }
}
