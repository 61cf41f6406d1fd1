package dev.headrace.api;

import io.javalin.config.JettyConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// What the web server must not decide by itself.
final class WebServer {
    private WebServer() {}

    /// Certificate hashes stand in paths unescaped, with slashes: nothing is refused for how it is
    /// spelled. And what is refused before any of our code is asked is told in an envelope.
    static void takeEveryPath(JettyConfig jetty) {
        jetty.modifyHttpConfiguration(http -> http.setUriCompliance(UriCompliance.UNSAFE));
        jetty.modifyServletContextHandler(
                handler -> handler.getServletHandler().setDecodeAmbiguousURIs(true));
        jetty.modifyServer(server -> server.setErrorHandler(WebServer::tell));
    }

    private static boolean tell(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String body =
                HttpStatus.isServerError(status)
                        ? "{\"code\":\"InternalError\",\"message\":\"The server failed.\"}"
                        : "{\"code\":\"BadRequest\",\"message\":\"The request is malformed.\"}";
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        // What follows a request that could not be parsed is not read, and the client must know it.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
