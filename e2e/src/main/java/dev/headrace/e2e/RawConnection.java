package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 by hand, for requests that no client library would send. One connection is kept as long
/// as the server keeps it.
final class RawConnection implements AutoCloseable {
    /// Whatever takes longer hangs.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LINE_MAX = 64 * 1024;

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private String last = "nothing";

    RawConnection(int port) {
        this.port = port;
    }

    /// A request as it goes over the wire.
    static final class Request {
        private final String method;
        private final String target;
        private final String headers;
        private final byte @Nullable [] body;

        /// @param target of the request line, as it is
        /// @param headers lines without their ends; length and host are added
        /// @param body null for none; not to be changed
        Request(String method, String target, String headers, byte @Nullable [] body) {
            this.method = method;
            this.target = target;
            this.headers = headers;
            this.body = body;
        }

        String method() {
            return method;
        }

        String target() {
            return target;
        }

        /// Without who calls.
        String openHeaders() {
            return headers.replaceAll("Authorization: .*", "").strip();
        }

        byte @Nullable [] body() {
            return body;
        }

        byte[] head() {
            StringBuilder text = new StringBuilder();
            text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
            text.append("Host: 127.0.0.1\r\n");
            if (!headers.isEmpty()) {
                text.append(headers.strip().replace("\n", "\r\n")).append("\r\n");
            }
            if (body != null) {
                text.append("Content-Length: ").append(body.length).append("\r\n");
            }
            return text.append("\r\n").toString().getBytes(UTF_8);
        }
    }

    /// @param body empty for an event stream, which is left at once
    record Response(int status, Map<String, String> headers, String body) {
        boolean isStream() {
            return headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        }
    }

    /// Sends it and reads the answer.
    ///
    /// @throws IOException where the server gives none
    Response exchange(Request request) throws IOException {
        if (socket == null) {
            connect();
        }
        try {
            Response response = exchangeOnce(request);
            last =
                    "%s %s (%s, body of %d) -> %d %s"
                            .formatted(
                                    request.method(),
                                    request.target(),
                                    request.openHeaders(),
                                    request.body() == null ? 0 : request.body().length,
                                    response.status(),
                                    response.headers());
            return response;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// What went over the connection before.
    String last() {
        return last;
    }

    private void connect() throws IOException {
        Socket fresh = new Socket();
        fresh.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        fresh.setTcpNoDelay(true);
        fresh.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        socket = fresh;
        in = new BufferedInputStream(fresh.getInputStream());
    }

    private Response exchangeOnce(Request request) throws IOException {
        Socket open = socket;
        InputStream from = in;
        if (open == null || from == null) {
            throw new IOException("not connected");
        }
        try {
            OutputStream out = open.getOutputStream();
            out.write(request.head());
            if (request.body() != null) {
                out.write(request.body());
            }
            out.flush();
        } catch (IOException _) {
            // It may have answered before it had read everything: then that answer is there.
        }
        int status = status(from);
        Map<String, String> headers = headers(from);
        while (status < 200) {
            status = status(from);
            headers = headers(from);
        }
        Response bare = new Response(status, headers, "");
        if (bare.isStream()) {
            close();
            return bare;
        }
        byte[] body = body(from, request.method(), status, headers);
        if (headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")) {
            close();
        }
        return new Response(status, headers, new String(body, UTF_8));
    }

    private static int status(InputStream from) throws IOException {
        String line = line(from);
        String[] parts = line.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[0-9]{3}")) {
            throw new IOException("no status line but: " + line);
        }
        return Integer.parseInt(parts[1]);
    }

    private static Map<String, String> headers(InputStream from) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("no header but: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static byte[] body(
            InputStream from, String method, int status, Map<String, String> headers)
            throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").contains("chunked")) {
            return chunks(from);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return from.readAllBytes();
        }
        byte[] body = from.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the body ends early");
        }
        return body;
    }

    private static byte[] chunks(InputStream from) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(from).split(";", 2)[0].strip(), 16);
            all.write(from.readNBytes(size));
            line(from);
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private static String line(InputStream from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = from.read();
        while (next >= 0 && next != '\n' && line.size() < LINE_MAX) {
            line.write(next);
            next = from.read();
        }
        if (next < 0) {
            throw new EOFException("the server closed the connection");
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // It is not used any more.
            }
        }
    }
}
