package dev.headrace.outgoing;

import dev.headrace.connectivity.AddressGuard;
import dev.headrace.connectivity.CheckedHost;
import dev.headrace.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One call with its redirects.
final class Exchange {
    static final int REDIRECTS_MAX = 3;

    /// Receivers say what is wrong in a few words; nobody reads more.
    static final int BODY_BYTES_MAX = 64 * 1_024;

    private static final int HEADER_LINE_MAX = 8_192;
    private static final int HEADERS_MAX = 100;

    /// These say to send the same once more, elsewhere.
    private static final Set<Integer> SAME_AGAIN = Set.of(307, 308);

    private static final Set<Integer> GET_AGAIN = Set.of(301, 302, 303, 307, 308);

    private final AddressGuard guard;
    private final SSLContext trust;
    private final Timeout timeMax;
    private volatile boolean cancelled;
    private volatile @Nullable HttpUriRequestBase current;

    Exchange(AddressGuard guard, SSLContext trust, Duration timeMax) {
        this.guard = guard;
        this.trust = trust;
        this.timeMax = Timeout.of(timeMax);
    }

    HttpReply run(HttpCall call) {
        HttpCall now = call;
        for (int redirects = 0; ; redirects++) {
            Hop hop = hop(now);
            String location = hop.location();
            if (location == null) {
                return hop.reply();
            }
            if (redirects == REDIRECTS_MAX) {
                throw new Refusal.Invalid(
                        "The receiver redirects more than %d times.".formatted(REDIRECTS_MAX));
            }
            now = now.to(now.url().redirected(location));
        }
    }

    /// Ends it from another thread.
    void cancel() {
        cancelled = true;
        HttpUriRequestBase request = current;
        if (request != null) {
            request.cancel();
        }
    }

    /// What one receiver said.
    ///
    /// @param location where to go on, null where this is the end
    private record Hop(HttpReply reply, @Nullable String location) {}

    private Hop hop(HttpCall call) {
        CheckedHost host = guard.check(call.url().host());
        HttpUriRequestBase request = request(call, host);
        current = request;
        if (cancelled) {
            request.cancel();
        }
        CloseableHttpClient client = client(host);
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            return new Hop(reply(response), location(call, response).orElse(null));
        } catch (IOException e) {
            throw OutgoingFailures.of(call.url(), e);
        } finally {
            // Closing the response would read all the rest of it.
            request.cancel();
            client.close(CloseMode.IMMEDIATE);
        }
    }

    private static HttpUriRequestBase request(HttpCall call, CheckedHost host) {
        TargetUrl url = call.url();
        String name = host.name().indexOf(':') >= 0 ? "[" + host.name() + "]" : host.name();
        HttpUriRequestBase request =
                new HttpUriRequestBase(
                        call.method().name(),
                        URI.create(
                                "%s://%s:%d%s"
                                        .formatted(url.scheme(), name, url.port(), url.path())));
        call.headers().forEach(request::setHeader);
        call.secretHeaders().forEach((key, secret) -> request.setHeader(key, secret.reveal()));
        if (!call.body().isEmpty()) {
            request.setEntity(new StringEntity(call.body(), ContentType.APPLICATION_JSON));
        }
        return request;
    }

    /// A client for one hop, which knows no other address than these.
    private CloseableHttpClient client(CheckedHost host) {
        PoolingHttpClientConnectionManager connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedAddresses(host))
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                        .setConnectionFactory(
                                ManagedHttpClientConnectionFactory.builder()
                                        .http1Config(
                                                Http1Config.custom()
                                                        .setMaxLineLength(HEADER_LINE_MAX)
                                                        .setMaxHeaderCount(HEADERS_MAX)
                                                        .build())
                                        .build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(timeMax)
                                        .setSocketTimeout(timeMax)
                                        .build())
                        .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(timeMax).build())
                .setUserAgent("Headrace")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static HttpReply reply(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new HttpReply(response.getCode(), "", false);
        }
        InputStream content = entity.getContent();
        byte[] bytes = content.readNBytes(BODY_BYTES_MAX);
        boolean cut = bytes.length == BODY_BYTES_MAX && content.read() >= 0;
        return new HttpReply(response.getCode(), new String(bytes, StandardCharsets.UTF_8), cut);
    }

    private static Optional<String> location(HttpCall call, ClassicHttpResponse response) {
        Set<Integer> followed = call.method() == HttpCall.Method.GET ? GET_AGAIN : SAME_AGAIN;
        Header location = response.getFirstHeader("Location");
        return location == null || !followed.contains(response.getCode())
                ? Optional.empty()
                : Optional.of(location.getValue());
    }
}
