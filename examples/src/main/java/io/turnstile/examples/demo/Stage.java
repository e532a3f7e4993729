package io.turnstile.examples.demo;

import io.turnstile.examples.demo.Message.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The environment of the demo: everything that it has running, Redis, HDFS or S3, and the applications. Closing it, from
 * whatever thread, stops them all and waits for that; nothing can be started afterwards.
 */
final class Stage implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final long END_SECONDS = 20;
    private static final long GRACE_SECONDS = 3;

    private final Launcher launcher;
    private final Path work;
    private final ProgressLog progress;
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final Map<String, Child> children = new LinkedHashMap<>();
    private @Nullable RedisNode redis;
    private boolean closed;

    Stage(Path work, ProgressLog progress) {
        this.launcher = new Launcher(work);
        this.work = work;
        this.progress = progress;
    }

    /** Starts what a root of that kind needs, and makes it. */
    SharedRoot openRoot(SharedRoot.Kind kind) throws Exception {
        return switch (kind) {
            case HDFS -> SharedRoot.withRedis(startNode("hdfs", launcher.hdfs()), startRedis());
            case LOCAL ->
                SharedRoot.withRedis(
                        Files.createDirectories(work.resolve("cache")).toUri().toString(), startRedis());
            case S3 -> SharedRoot.onS3(S3Node.ROOT, startNode("s3", launcher.s3()));
        };
    }

    private synchronized String startRedis() throws IOException {
        requireOpen();
        redis = RedisNode.start(work.resolve("redis.pid"));
        return redis.address();
    }

    private String startNode(String name, ProcessBuilder builder) throws Exception {
        start(name, builder);
        return await(name, Kind.READY).text();
    }

    /** Starts an application; {@link Kind#READY} follows. */
    void startApplication(String role, Map<String, String> catalog, String... arguments) throws IOException {
        start(role, launcher.application(role, catalog, arguments));
    }

    private synchronized void start(String role, ProcessBuilder builder) throws IOException {
        requireOpen();
        children.put(role, Child.start(role, builder, inbox, warning -> {
            progress.say(role, warning);
            inbox.add(new Message(role, Kind.WARNED, warning));
        }));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The demo is being stopped");
        }
    }

    /** Tells an application what to do. */
    void tell(String role, DemoApplication.Command command) throws DemoFailure {
        child(role).tell(command);
    }

    private synchronized Child child(String role) {
        Child child = children.get(role);
        if (child == null) {
            throw new IllegalArgumentException("There is no " + role);
        }
        return child;
    }

    /**
     * Waits for the next message from anybody.
     *
     * @throws DemoFailure if a child has ended by itself, or none says anything for long
     */
    Message next() throws DemoFailure, InterruptedException {
        Message message = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new DemoFailure("Nothing has happened for " + PATIENCE_SECONDS + " s");
        }
        if (message.kind() == Kind.ENDED) {
            throw new DemoFailure("The application %s ended by itself, with exit code %s. It last said:%n%s"
                    .formatted(
                            message.from(),
                            message.text(),
                            child(message.from()).lastWords()));
        }
        return message;
    }

    /** Waits for one message, and passes over others. */
    Message await(String role, Kind kind) throws DemoFailure, InterruptedException {
        Message message = next();
        while (!message.from().equals(role) || message.kind() != kind) {
            message = next();
        }
        return message;
    }

    /**
     * Tells the applications to stop and waits until they have.
     *
     * @throws DemoFailure if one does not end, or not with exit code 0: an application must not hang or fail after its work
     *     is done
     */
    void endApplications(List<String> roles) throws DemoFailure, InterruptedException {
        for (String role : roles) {
            tell(role, DemoApplication.Command.STOP);
        }
        List<String> running = new ArrayList<>(roles);
        while (!running.isEmpty()) {
            Message message = inbox.poll(END_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new DemoFailure("Still running " + END_SECONDS + " s after they were told to stop: " + running);
            }
            if (message.kind() == Kind.ENDED
                    && running.remove(message.from())
                    && !message.text().equals("0")) {
                throw new DemoFailure("The application %s ended with exit code %s. It last said:%n%s"
                        .formatted(
                                message.from(),
                                message.text(),
                                child(message.from()).lastWords()));
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        progress.hush();
        children.values().forEach(Child::terminate);
        children.values().forEach(child -> child.awaitEnd(GRACE_SECONDS));
        if (redis != null) {
            redis.stop();
        }
        // A redis-server that we were stopped while starting.
        ProcessHandle.current().children().forEach(child -> {
            child.destroyForcibly();
            child.onExit().join();
        });
        children.clear();
        redis = null;
    }
}
