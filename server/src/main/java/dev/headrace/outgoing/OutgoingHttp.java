package dev.headrace.outgoing;

import dev.headrace.connectivity.AddressGuard;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/// Makes calls. Each looks its host up once, has every address checked, and connects to these
/// addresses alone. Nothing is kept between two calls. Thread-safe.
public final class OutgoingHttp {
    /// What receivers of webhooks are given; whoever needs longer should answer first and work
    /// then.
    public static final Duration TIME_MAX = Duration.ofSeconds(10);

    /// More at once means that receivers hang, and more would only hang with them.
    private static final int CALLS_MAX = 64;

    private final AddressGuard guard;
    private final SSLContext trust;
    private final Duration timeMax;
    private final Semaphore slots = new Semaphore(CALLS_MAX);

    /// @param trust whose certificates are believed
    public OutgoingHttp(AddressGuard guard, SSLContext trust) {
        this(guard, trust, TIME_MAX);
    }

    /// @param timeMax of a call with all its redirects
    public OutgoingHttp(AddressGuard guard, SSLContext trust, Duration timeMax) {
        this.guard = guard;
        this.trust = trust;
        this.timeMax = timeMax;
    }

    /// Sends it, and follows at most [Exchange#REDIRECTS_MAX] redirects that keep method and body
    /// (for a GET: any), each checked as the first.
    ///
    /// @throws Failure `HOST_UNKNOWN`, `HOST_PRIVATE`, `HOST_UNREACHABLE`, `CERTIFICATE_UNTRUSTED`,
    ///   `TLS_FAILED` or `CONNECTION_LOST`; nothing of a secret is in it
    /// @throws Refusal.Invalid where it is redirected to what is no URL that may be called
    public HttpReply send(HttpCall call) {
        long end = System.nanoTime() + timeMax.toNanos();
        try {
            if (!slots.tryAcquire(timeMax.toNanos(), TimeUnit.NANOSECONDS)) {
                throw Failure.of(
                        FailureCode.HOST_UNREACHABLE,
                        "Too many calls to others are under way already.");
            }
            return bounded(call, end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(
                    FailureCode.CONNECTION_LOST, "The call was given up: this server stops.");
        }
    }

    /// The slot is given back by the thread that calls, however long a lookup holds it.
    private HttpReply bounded(HttpCall call, long end) throws InterruptedException {
        Exchange exchange = new Exchange(guard, trust, timeMax);
        FutureTask<HttpReply> result =
                new FutureTask<>(() -> {
                    try {
                        return exchange.run(call);
                    } finally {
                        slots.release();
                    }
                });
        Thread.ofVirtual().name("outgoing").start(result);
        try {
            return result.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            exchange.cancel();
            throw slow(call);
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            exchange.cancel();
            throw e;
        }
    }

    private Failure slow(HttpCall call) {
        return Failure.of(
                        FailureCode.HOST_UNREACHABLE,
                        "\"%s\" did not answer within %d seconds."
                                .formatted(
                                        call.url().host(),
                                        Math.max(1, timeMax.plusMillis(999).toSeconds())))
                .next("Check that the receiver is up and answers at once.");
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException thrown -> thrown;
            case null, default -> new IllegalStateException(e);
        };
    }
}
