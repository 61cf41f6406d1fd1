package dev.headrace.api;

import dev.headrace.refusal.Refusal;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends streams of events as browsers read them (HTML standard, "Server-sent events"). Each holds
/// a virtual thread. One that is cut off goes on where it was with `Last-Event-ID`.
final class ServerSentEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSentEvents.class);

    static final String TYPE = "text/event-stream";

    /// A line without meaning is sent after so much silence: proxies cut what seems idle, and a
    /// client that has gone is noticed by it.
    static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    /// Then the client has to come again, and show again that it may.
    private static final Duration LENGTH_MAX = Duration.ofMinutes(10);

    /// At once in this process; a page has one open.
    private static final int STREAMS_MAX = 1_000;

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /// @throws Refusal.TooMany where too many are open
    void send(Context context, Streamer.Stream stream) {
        if (threads.size() >= STREAMS_MAX) {
            throw new Refusal.TooMany(
                    "Too many streams are open on this server.", Duration.ofSeconds(5));
        }
        threads.add(Thread.currentThread());
        try {
            HttpServletResponse response = context.res();
            response.setStatus(200);
            response.setContentType(TYPE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            // Proxies would keep events back until they have enough to send.
            response.setHeader("X-Accel-Buffering", "no");
            write(response.getOutputStream(), stream);
        } catch (IOException e) {
            LOG.debug("A client has left its stream: {}", e.toString());
        } catch (InterruptedException e) {
            LOG.debug("A stream ends with the server.");
        } catch (Refusal.Unavailable e) {
            LOG.debug("A stream ends, and can be taken up again: {}", e.message());
        } catch (RuntimeException e) {
            // The answer has begun: an error's envelope would read as part of it.
            LOG.error("A stream of {} broke off", context.path(), e);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    private void write(OutputStream out, Streamer.Stream stream)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        say(out, "retry: 1000\n\n");
        while (!ended && System.nanoTime() - start < LENGTH_MAX.toNanos()) {
            Streamer.Part part = stream.next(SILENCE_MAX);
            StringBuilder text = new StringBuilder();
            for (Streamer.Event event : part.events()) {
                text.append("id: ").append(event.id()).append('\n');
                // JSON as Jackson writes it has no line breaks.
                text.append("data: ").append(event.data().json()).append("\n\n");
            }
            if (part.ended()) {
                say(out, text.append("event: end\ndata: {}\n\n").toString());
                return;
            }
            say(out, text.isEmpty() ? ": \n\n" : text.toString());
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// Ends all of them; clients take them up again elsewhere.
    void end() {
        ended = true;
        threads.forEach(Thread::interrupt);
    }
}
