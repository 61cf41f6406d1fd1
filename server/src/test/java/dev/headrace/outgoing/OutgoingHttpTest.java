package dev.headrace.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.AddressGuard;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls to real servers over TLS. Of this machine, 127.0.0.2 stands for the public internet, and
/// 127.0.0.1 for what nobody may reach.
class OutgoingHttpTest {
    private static final Duration TIME_MAX = Duration.ofSeconds(10);

    private TestReceiver open;
    private TestReceiver closed;
    private final List<String> lookups = new ArrayList<>();

    @BeforeEach
    void start() {
        open = TestReceiver.start("127.0.0.2", 0, "hook.test", "steady.test", "127.0.0.2");
        closed = TestReceiver.start("127.0.0.1", open.port(), "hook.test", "127.0.0.1");
    }

    @AfterEach
    void stop() {
        open.close();
        closed.close();
    }

    @Test
    void postsToTheAddressThatWasChecked() {
        HttpReply reply = http(TIME_MAX).send(post("https://hook.test:%d/a%%20b?c=d", "{\"a\":1}"));
        assertThat(reply).isEqualTo(new HttpReply(200, "ok", false));
        assertThat(reply.succeeded()).isTrue();
        TestReceiver.Received received = open.received().getFirst();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/a%20b?c=d");
        assertThat(received.body()).isEqualTo("{\"a\":1}");
        assertThat(received.header("Host")).isEqualTo("hook.test:" + open.port());
        assertThat(received.header("Content-Type")).startsWith("application/json");
        assertThat(received.header("X-Sign")).isEqualTo("hr-s3cr3t");
        assertThat(lookups).containsExactly("hook.test");
    }

    @Test
    void reachesAnAddressThatIsNamedItself() {
        assertThat(http(TIME_MAX).send(get("https://127.0.0.2:%d/")).status()).isEqualTo(200);
        assertThat(lookups).isEmpty();
    }

    /// The second lookup would lead to 127.0.0.1.
    @Test
    void looksANameUpOnceAndNeverAgain() {
        assertThat(http(TIME_MAX).send(get("https://hook.test:%d/")).status()).isEqualTo(200);
        assertThat(lookups).hasSize(1);
        assertThat(open.received()).hasSize(1);
        assertThat(closed.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "2130706433",
                "0x7f000001",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[64:ff9b::7f00:1]",
                "0.0.0.0",
                "10.0.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "[fd00:ec2::254]",
                "closed.test",
                "CLOSED.test",
                "mixed.test"
            })
    void refusesAPrivateAddressInEverySpelling(String host) {
        Failure failure = failure(get("https://" + host + ":%d/"));
        assertThat(failure.code()).isEqualTo(FailureCode.HOST_PRIVATE);
        assertThat(closed.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0177.0.0.1", "010.0.0.1", "unknown.test"})
    void refusesWhatIsNoHost(String host) {
        assertThat(failure(get("https://" + host + ":%d/")).code())
                .isIn(FailureCode.HOST_UNKNOWN, FailureCode.HOST_PRIVATE);
        assertThat(closed.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:%d/",
                "https://closed.test:%d/",
                "https://2130706433:%d/",
                "//closed.test:%d/x"
            })
    void refusesToBeRedirectedToAPrivateAddress(String location) {
        redirect(307, location.formatted(closed.port()));
        assertThat(failure(post("https://hook.test:%d/", "{}")).code())
                .isEqualTo(FailureCode.HOST_PRIVATE);
        assertThat(closed.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://other.test/",
                "file:///etc/passwd",
                "https://a@other.test/",
                "::",
                ""
            })
    void refusesToBeRedirectedToSomethingElse(String location) {
        redirect(308, location);
        if (location.isEmpty()) {
            // To itself, for ever.
            assertThat(refusal(post("https://steady.test:%d/", "{}")))
                    .contains("more than 3 times");
        } else {
            assertThat(refusal(post("https://steady.test:%d/", "{}"))).isNotEmpty();
            assertThat(open.received()).hasSize(1);
        }
    }

    @Test
    void followsARedirectAndLeavesSecretsBehind() {
        open.answering(exchange -> {
            boolean first = exchange.getRequestURI().getPath().equals("/");
            TestReceiver.answer(
                    exchange,
                    first ? 307 : 202,
                    Map.of("Location", "https://steady.test:%d/next".formatted(open.port())),
                    "");
        });
        assertThat(http(TIME_MAX).send(post("https://hook.test:%d/", "{\"a\":1}")).status())
                .isEqualTo(202);
        var received = open.received();
        assertThat(received).hasSize(2);
        assertThat(received.getLast().body()).isEqualTo("{\"a\":1}");
        assertThat(received.getLast().header("X-Sign")).isEmpty();
        assertThat(lookups).containsExactly("hook.test", "steady.test");
    }

    @Test
    void endsAfterThreeRedirects() {
        redirect(307, "/again");
        assertThat(refusal(post("https://steady.test:%d/", "{}"))).contains("more than 3 times");
        assertThat(open.received()).hasSize(4);
    }

    /// A receiver that answers a POST so wants a GET, which is not what was to be said.
    @Test
    void takesARedirectThatDropsTheBodyAsTheAnswer() {
        redirect(302, "/next");
        assertThat(http(TIME_MAX).send(post("https://hook.test:%d/", "{}")).status())
                .isEqualTo(302);
        assertThat(open.received()).hasSize(1);
    }

    @Test
    void refusesACertificateOfAnotherName() {
        Failure failure = failure(get("https://nameless.test:%d/"));
        assertThat(failure.code()).isEqualTo(FailureCode.CERTIFICATE_UNTRUSTED);
        assertThat(open.received()).isEmpty();
    }

    @Test
    void refusesACertificateThatNobodySigned() throws Exception {
        OutgoingHttp http =
                new OutgoingHttp(guard(), javax.net.ssl.SSLContext.getDefault(), TIME_MAX);
        Failure failure =
                catchThrowableOfType(Failure.class, () -> http.send(get("https://hook.test:%d/")));
        assertThat(failure.code()).isEqualTo(FailureCode.CERTIFICATE_UNTRUSTED);
    }

    @Test
    void cutsASlowReceiverOff() {
        CountDownLatch end = new CountDownLatch(1);
        open.answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                // Always a little, so that no wait for a single byte is long.
                while (!end.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    out.write('x');
                    out.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long begin = System.nanoTime();
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> http(Duration.ofSeconds(1)).send(get("https://hook.test:%d/")));
        end.countDown();
        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
        assertThat(failure.message()).contains("did not answer within 1 seconds");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void readsOnlyTheBeginningOfALargeBody() {
        open.answering(exchange -> {
            exchange.sendResponseHeaders(200, 1L << 40);
            try (var out = exchange.getResponseBody()) {
                byte[] piece = new byte[8_192];
                while (true) {
                    out.write(piece);
                }
            }
        });
        HttpReply reply = http(TIME_MAX).send(get("https://hook.test:%d/"));
        assertThat(reply.cut()).isTrue();
        assertThat(reply.body()).hasSize(Exchange.BODY_BYTES_MAX);
    }

    @Test
    void saysThatNobodyListens() {
        int port = open.port();
        open.close();
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                http(TIME_MAX)
                                        .send(
                                                HttpCall.get(
                                                        TargetUrl.https(
                                                                "url",
                                                                "https://hook.test:" + port))));
        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hook.test/",
                "ftp://hook.test/",
                "hook.test",
                "https://",
                "https:///x",
                "https://user:pw@hook.test/",
                "https://hook.test/#a",
                "https://hook.test:0/",
                "https://hook.test:65536/",
                "https://hook.test/ a",
                "https://hook_.test\\@127.0.0.1/",
                "https://127.1/",
                "https://0x7f.0.0.1/",
                "javascript:alert(1)",
                ""
            })
    void takesOnlyUrlsThatAreReadInOneWay(String text) {
        assertThat(catchThrowableOfType(Refusal.Invalid.class, () -> TargetUrl.https("url", text)))
                .isNotNull();
    }

    private void redirect(int status, String location) {
        open.answering(exchange ->
                TestReceiver.answer(exchange, status, Map.of("Location", location), ""));
    }

    private Failure failure(HttpCall call) {
        Failure failure = catchThrowableOfType(Failure.class, () -> http(TIME_MAX).send(call));
        assertThat(failure.message() + failure.nextStep()).doesNotContain("hr-s3cr3t");
        return failure;
    }

    private String refusal(HttpCall call) {
        return catchThrowableOfType(Refusal.Invalid.class, () -> http(TIME_MAX).send(call))
                .message();
    }

    private HttpCall get(String url) {
        return HttpCall.get(TargetUrl.https("url", url.formatted(open.port())));
    }

    private HttpCall post(String url, String body) {
        return new HttpCall(
                HttpCall.Method.POST,
                TargetUrl.https("url", url.formatted(open.port())),
                Map.of(),
                Map.of("X-Sign", Secret.of("hr-s3cr3t")),
                body);
    }

    private OutgoingHttp http(Duration timeMax) {
        return new OutgoingHttp(guard(), TestReceiver.trust(), timeMax);
    }

    private AddressGuard guard() {
        HostLookup lookup =
                name -> {
                    lookups.add(name);
                    boolean again = lookups.stream().filter(name::equals).count() > 1;
                    return switch (name) {
                        case "hook.test", "nameless.test" ->
                                List.of(InetAddress.ofLiteral(again ? "127.0.0.1" : "127.0.0.2"));
                        case "steady.test" -> List.of(InetAddress.ofLiteral("127.0.0.2"));
                        case "closed.test" -> List.of(InetAddress.ofLiteral("127.0.0.1"));
                        case "mixed.test" ->
                                List.of(
                                        InetAddress.ofLiteral("127.0.0.2"),
                                        InetAddress.ofLiteral("127.0.0.1"));
                        default -> throw new UnknownHostException(name);
                    };
                };
        return new AddressGuard(
                true, List.of(AddressRange.parse("127.0.0.2/32").orElseThrow()), lookup);
    }
}
