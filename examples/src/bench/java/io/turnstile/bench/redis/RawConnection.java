package io.turnstile.bench.redis;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A pipelined connection to Redis, on which one thread may send while another reads the answers, which come in the same
 * order.
 */
final class RawConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    void send(byte[] command) throws IOException {
        socket.getOutputStream().write(command);
    }

    /**
     * The next answer, the parts of an array one after the other.
     *
     * @throws IOException if Redis answers with an error
     */
    List<String> answer() throws IOException {
        List<String> parts = new ArrayList<>();
        read(parts);
        return parts;
    }

    private void read(List<String> parts) throws IOException {
        String line = line();
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '*' -> {
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    read(parts);
                }
            }
            case '$' -> {
                byte[] text = in.readNBytes(Integer.parseInt(rest));
                in.skipNBytes(2);
                parts.add(new String(text, StandardCharsets.UTF_8));
            }
            case '-' -> throw new IOException(rest);
            default -> parts.add(rest);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
