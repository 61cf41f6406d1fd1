package dev.headrace.api;

import io.javalin.config.JavalinConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The REST API as a whole: the table of its endpoints, and how they are put on a web server.
public final class Api {
    /// More than the largest certificate chain or list of events that a client sends.
    private static final long BODY_BYTES_MAX = 1 << 20;

    private final List<Endpoint> endpoints;
    private final Gateway gateway;

    /// What the API needs.
    public Api(Verbs verbs, SignIn signIn, RateLimit rateLimit) {
        this.endpoints = verbs.endpoints();
        this.gateway = new Gateway(signIn, rateLimit);
        requireUnique(endpoints);
    }

    /// Puts every endpoint, the description and the errors of paths that are none on the server.
    public void install(JavalinConfig config) {
        WebServer.takeEveryPath(config.jetty);
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = BODY_BYTES_MAX;
        endpoints.forEach(endpoint -> gateway.serve(config.routes, endpoint));
        gateway.serveDescription(config.routes, endpoints);
        gateway.serveErrors(config.routes);
    }

    /// Ends what would keep the web server from stopping: streams last as long as their clients.
    public void endStreams() {
        gateway.endStreams();
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    private static void requireUnique(List<Endpoint> endpoints) {
        Set<String> seen = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (!seen.add(endpoint.operation())) {
                throw new IllegalStateException("Twice: " + endpoint.operation());
            }
        }
    }
}
