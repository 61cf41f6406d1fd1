package dev.headrace.outgoing;

import dev.headrace.secret.Secret;
import java.util.Map;

/// What is sent.
///
/// @param headers by name
/// @param secretHeaders by name; they do not follow a redirect to another host
/// @param body empty for none
public record HttpCall(
        Method method,
        TargetUrl url,
        Map<String, String> headers,
        Map<String, Secret> secretHeaders,
        String body) {

    public HttpCall {
        headers = Map.copyOf(headers);
        secretHeaders = Map.copyOf(secretHeaders);
    }

    /// How it is sent.
    public enum Method {
        GET,
        POST
    }

    public static HttpCall get(TargetUrl url) {
        return new HttpCall(Method.GET, url, Map.of(), Map.of(), "");
    }

    /// The same to where a redirect leads.
    HttpCall to(TargetUrl next) {
        return new HttpCall(
                method, next, headers, url.sameOrigin(next) ? secretHeaders : Map.of(), body);
    }
}
