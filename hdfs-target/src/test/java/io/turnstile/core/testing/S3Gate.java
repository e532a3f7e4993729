package io.turnstile.core.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** A gate before an S3 server, which counts what passes, and decides what becomes of a request and of its answer. */
public final class S3Gate implements AutoCloseable {
    /** Those that are the connection's, or that this JVM's client writes itself. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host", "connection", "content-length", "expect", "upgrade", "transfer-encoding", "date", "http2-settings");

    /** What becomes of a request. */
    public enum Fate {
        ANSWERED,
        /** It is carried out, and the connection then breaks. */
        ANSWER_LOST,
        /** The connection breaks, and it is carried out when the test says so. */
        LATE,
        /** Others are at it. */
        CONFLICT,
        /** The server is busy. */
        BUSY,
        /** Whoever asks may not. */
        DENIED,
        /** The connection breaks in the middle of the answer. */
        TRUNCATED,
        /** Half of what is sent arrives, and then the connection breaks. */
        CUT
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<HttpRequest> late = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();
    private final S3Store behind;
    private final HttpServer server;
    private volatile BiFunction<String, String, Fate> fates = (method, path) -> Fate.ANSWERED;

    private S3Gate(S3Store behind) {
        this.behind = behind;
        // Else the second part of an answer waits for the receipt of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    /** Opens one before a server. */
    public static S3Gate before(S3Store store) {
        return new S3Gate(store);
    }

    /** Where to knock. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The server as it is reached through here, in a bucket of its own; once for each gate. */
    public S3Store store() {
        return behind.through(address());
    }

    /** Says from now on, by method and path, what becomes of a request. */
    public void decide(BiFunction<String, String, Fate> by) {
        fates = by;
    }

    /** Carries out what was late. @return the server's answers to it */
    public synchronized List<Integer> carryOutWhatIsLate() throws IOException {
        List<Integer> answers = new ArrayList<>();
        for (HttpRequest request : late) {
            answers.add(send(request).statusCode());
        }
        late.clear();
        return answers;
    }

    /** Method and path of each request since the last call; a copy is a method by itself here. */
    public synchronized List<String> passed() {
        List<String> all = List.copyOf(passed);
        passed.clear();
        return all;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            URI asked = exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fate fate = fates.apply(method, asked.getPath());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind.endpoint() + asked.toString()))
                    .method(
                            method,
                            body.length == 0 && !method.equals("PUT") && !method.equals("POST")
                                    ? BodyPublishers.noBody()
                                    : fate == Fate.CUT ? half(body) : BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            synchronized (this) {
                boolean copies = exchange.getRequestHeaders().containsKey("x-amz-copy-source");
                passed.add((copies ? "COPY" : method) + " " + asked);
            }
            switch (fate) {
                case ANSWERED -> answer(exchange, send(request.build()), false);
                case TRUNCATED -> answer(exchange, send(request.build()), true);
                case ANSWER_LOST, CUT -> send(request.build());
                case LATE -> {
                    synchronized (this) {
                        late.add(request.build());
                    }
                }
                case CONFLICT -> refuse(exchange, 409, "ConditionalRequestConflict");
                case BUSY -> refuse(exchange, 503, "SlowDown");
                case DENIED -> refuse(exchange, 403, "AccessDenied");
            }
        }
    }

    /** Announces all of it. */
    private static BodyPublisher half(byte[] body) {
        InputStream breaking =
                new SequenceInputStream(new ByteArrayInputStream(body, 0, body.length / 2), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("as told");
                    }

                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        return read();
                    }
                });
        return BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> breaking), body.length);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer, boolean half) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        answer.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NOT_PASSED_ON.contains(lower) || (head && lower.equals("content-length"))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        byte[] body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        // Closing the exchange before all that was announced is written breaks the connection.
        exchange.getResponseBody().write(body, 0, half ? body.length / 2 : body.length);
        exchange.getResponseBody().flush();
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + code
                        + "</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
