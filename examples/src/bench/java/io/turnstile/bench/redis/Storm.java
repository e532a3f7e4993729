package io.turnstile.bench.redis;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Samples;
import io.turnstile.bench.Setting;
import io.turnstile.bench.Unit;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.redis.RawScripts;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A load test (a thundering herd): 10,000 applications want the same dataset within one second, evenly spread. Redis is
 * real and so is all that it is asked; the applications are simulated: each has an id and names of its own, and they
 * share 20 connections, which send what theirs would send at the moments at which they arrive, whether or not earlier
 * ones have been answered. One gets the held lock and computes, all others are told who does; when it is given back,
 * they all pass the momentary lock, at once. An application's time at the gate lasts from the moment at which it was to
 * arrive until the answer has been read.
 */
public final class Storm implements Row {
    private static final int CONNECTIONS = 20;
    private static final int APPLICATIONS = 10_000;
    private static final double GOAL = 0.05;

    private final ExecutorService threads = Executors.newFixedThreadPool(2 * CONNECTIONS);
    private final RawScripts scripts = new RawScripts(UUID.randomUUID().toString(), BenchRedis.LEASE.toMillis());

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        List<RawConnection> connections = new ArrayList<>();
        try (RedisServer redis = RedisServer.started()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(new RawConnection(redis.port()));
            }
            for (byte[] script : RawScripts.load()) {
                connections.get(0).send(script);
                connections.get(0).answer();
            }
            for (int i = 0; i < setting.pick(1, 2); i++) {
                round(connections, "travel.warming_up_" + i);
            }
            int rounds = setting.pick(2, 10);
            List<Double> arrivals = new ArrayList<>();
            List<Double> readers = new ArrayList<>();
            long computed = 0;
            long served = 0;
            for (int i = 0; i < rounds; i++) {
                Outcome outcome = round(connections, "travel.route_delays_" + i);
                arrivals.add(outcome.gate().quantile(0.99));
                readers.add(outcome.lastServed());
                computed += outcome.computed();
                served += outcome.served();
            }
            Samples gate = Samples.of(Unit.SECONDS, arrivals);
            return List.of(
                    Figure.of("storm / p99 of the gate", gate.toString(), "≤ 50 ms", gate.median() <= GOAL),
                    Figure.of(
                            "storm / last reader",
                            Samples.of(Unit.SECONDS, readers).toString(),
                            "≤ 1 s",
                            Samples.of(Unit.SECONDS, readers).median() <= 1),
                    count("computes", computed, rounds),
                    count("served", served, (long) rounds * APPLICATIONS));
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
            threads.shutdown();
        }
    }

    private static Figure count(String what, long found, long goal) {
        return Figure.of("storm / " + what, "%,d".formatted(found), "%,d".formatted(goal), found == goal);
    }

    private record Outcome(Samples gate, long computed, double lastServed, long served) {}

    private Outcome round(List<RawConnection> connections, String dataset) throws Exception {
        List<byte[]> arriving = commands(i -> scripts.acquire(dataset, id(dataset, i), application(i)));
        List<byte[]> reading = commands(i -> scripts.pass(dataset, id(dataset, i), application(i)));
        List<Answer> arrived = answers(connections, arriving, TimeUnit.SECONDS.toNanos(1));
        List<Integer> owners = IntStream.range(0, APPLICATIONS)
                .filter(i -> arrived.get(i).parts().get(0).equals("taken"))
                .boxed()
                .toList();
        for (int owner : owners) {
            connections.get(0).send(scripts.release(dataset, id(dataset, owner)));
            connections.get(0).answer();
        }
        List<Answer> read = answers(connections, reading, 0);
        return new Outcome(
                Samples.of(Unit.SECONDS, read(arrived)),
                owners.size(),
                Samples.of(Unit.SECONDS, read(read)).quantile(1),
                read.stream().filter(answer -> answer.parts().size() == 1).count());
    }

    private static double[] read(List<Answer> answers) {
        return answers.stream().mapToDouble(Answer::seconds).toArray();
    }

    private interface Command {
        byte[] of(int application);
    }

    private static List<byte[]> commands(Command command) {
        return IntStream.range(0, APPLICATIONS).mapToObj(command::of).toList();
    }

    private static String id(String dataset, int application) {
        return "%016x".formatted(31L * dataset.hashCode() * APPLICATIONS + application);
    }

    private static Application application(int i) {
        return new Application(
                "application_1700000000000_%04d".formatted(i), "route delays " + i, "analytics", "driver-" + i % 100);
    }

    private record Answer(List<String> parts, double seconds) {}

    /** Sends every command when it is its turn, evenly within that time, and reads all answers. */
    private List<Answer> answers(List<RawConnection> connections, List<byte[]> commands, long nanos)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        Answer[] answers = new Answer[commands.size()];
        List<Callable<Void>> work = new ArrayList<>();
        for (int c = 0; c < CONNECTIONS; c++) {
            RawConnection connection = connections.get(c);
            int first = c;
            work.add(() -> send(connection, first, commands, start, nanos));
            work.add(() -> {
                for (int i = first; i < answers.length; i += CONNECTIONS) {
                    List<String> parts = connection.answer();
                    answers[i] = new Answer(parts, (System.nanoTime() - arrival(i, start, nanos)) / 1e9);
                }
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
        return List.of(answers);
    }

    private static Void send(RawConnection connection, int first, List<byte[]> commands, long start, long nanos)
            throws IOException, InterruptedException {
        for (int i = first; i < commands.size(); i += CONNECTIONS) {
            TimeUnit.NANOSECONDS.sleep(arrival(i, start, nanos) - System.nanoTime());
            connection.send(commands.get(i));
        }
        return null;
    }

    private static long arrival(int i, long start, long nanos) {
        return start + nanos * i / APPLICATIONS;
    }
}
