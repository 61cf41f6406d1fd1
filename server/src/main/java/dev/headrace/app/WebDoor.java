package dev.headrace.app;

import dev.headrace.api.Api;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/// The web server: where it listens, by TLS or not, and what it serves.
final class WebDoor implements AutoCloseable {
    /// What a request that runs may take when the server stops; all of it has 30 seconds.
    private static final long DRAIN_MILLIS = 10_000;

    private final Javalin javalin;
    private final @Nullable Api api;
    private final String scheme;
    private final ListenAddress listen;

    private WebDoor(Javalin javalin, @Nullable Api api, String scheme, ListenAddress listen) {
        this.javalin = javalin;
        this.api = api;
        this.scheme = scheme;
        this.listen = listen;
    }

    /// Begins to listen.
    ///
    /// @param api null for a process that does not serve it
    /// @throws Failure PORT_TAKEN, or TLS_UNUSABLE for a certificate that cannot be used
    static WebDoor open(Settings settings, @Nullable Api api, Health health, Metrics metrics) {
        ListenAddress listen = settings.get(SettingKeys.LISTEN);
        TrustedProxies proxies = new TrustedProxies(settings.get(SettingKeys.TRUSTED_PROXIES));
        Optional<TlsFiles> tls =
                settings.find(SettingKeys.TLS_CERT)
                        .map(certificate ->
                                TlsFiles.read(certificate, settings.get(SettingKeys.TLS_KEY)));
        Javalin javalin =
                Javalin.create(config -> {
                    config.concurrency.useVirtualThreads = true;
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.contextResolver.ip =
                            context ->
                                    proxies.callerOf(
                                            context.req().getRemoteAddr(),
                                            forwarded(context.req()));
                    connect(config, listen, tls);
                    config.jetty.modifyServer(WebDoor::drain);
                    metrics.install(config.routes);
                    health.install(config.routes);
                    if (api != null) {
                        api.install(config);
                    }
                });
        WebDoor door = new WebDoor(javalin, api, tls.isPresent() ? "https" : "http", listen);
        door.start();
        return door;
    }

    private void start() {
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw Failure.of(
                            FailureCode.PORT_TAKEN,
                            "%s:%d cannot be listened at: another program does, or this machine has"
                                            .formatted(
                                                    listen.address().getHostAddress(),
                                                    listen.port())
                                    + " no such address.")
                    .next("Choose another address or port with --listen.");
        }
    }

    /// Without this handler, stopping would cut off what runs.
    private static void drain(Server server) {
        server.setHandler(new GracefulHandler());
        server.setStopTimeout(DRAIN_MILLIS);
    }

    private static void connect(
            JavalinConfig config, ListenAddress listen, Optional<TlsFiles> tls) {
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector =
                    tls.isPresent()
                            ? secure(server, http, tls.get())
                            : new ServerConnector(server, new HttpConnectionFactory(http));
            connector.setHost(listen.address().getHostAddress());
            connector.setPort(listen.port());
            return connector;
        });
    }

    private static ServerConnector secure(Server server, HttpConfiguration http, TlsFiles tls) {
        HttpConfiguration https = new HttpConfiguration(http);
        // Names are the certificate's business with its clients, which may come by address.
        https.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        return new ServerConnector(
                server,
                new SslConnectionFactory(factory, "http/1.1"),
                new HttpConnectionFactory(https));
    }

    /// Several headers of the name are one list.
    private static @Nullable String forwarded(HttpServletRequest request) {
        List<String> lines = Collections.list(request.getHeaders("X-Forwarded-For"));
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /// What to type into a browser.
    String url() {
        return "%s://%s".formatted(scheme, listen.text(javalin.port()));
    }

    /// Takes no more requests, and lets those that run end.
    @Override
    public void close() {
        if (api != null) {
            api.endStreams();
        }
        javalin.stop();
    }
}
