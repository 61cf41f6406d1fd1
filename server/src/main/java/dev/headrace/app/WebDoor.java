package dev.headrace.app;

import dev.headrace.api.Api;
import io.javalin.Javalin;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
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

    private WebDoor(Javalin javalin, @Nullable Api api) {
        this.javalin = javalin;
        this.api = api;
    }

    /// Begins to take requests.
    ///
    /// @param api null for a process that does not serve it
    static WebDoor open(
            Doorway doorway,
            TrustedProxies proxies,
            @Nullable Api api,
            Health health,
            Metrics metrics) {
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
                    config.jetty.addConnector((server, http) -> connector(server, http, doorway));
                    config.jetty.modifyServer(WebDoor::drain);
                    metrics.install(config.routes);
                    health.install(config.routes);
                    if (api != null) {
                        api.install(config);
                    }
                });
        return new WebDoor(javalin.start(), api);
    }

    /// Without this handler, stopping would cut off what runs.
    private static void drain(Server server) {
        server.setHandler(new GracefulHandler());
        server.setStopTimeout(DRAIN_MILLIS);
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, Doorway doorway) {
        ServerConnector connector =
                doorway.tls()
                        .map(tls -> secure(server, http, tls))
                        .orElseGet(
                                () -> new ServerConnector(server, new HttpConnectionFactory(http)));
        try {
            connector.open(doorway.socket());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
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

    /// Takes no more requests, and lets those that run end.
    @Override
    public void close() {
        if (api != null) {
            api.endStreams();
        }
        javalin.stop();
    }
}
