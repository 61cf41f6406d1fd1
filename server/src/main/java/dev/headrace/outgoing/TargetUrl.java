package dev.headrace.outgoing;

import dev.headrace.refusal.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// A URL that somebody gave, read once and strictly, so that no two readers of it can differ.
///
/// @param uri absolute, with a host, without user and fragment
public record TargetUrl(URI uri) {
    private static final int LENGTH_MAX = 2_048;
    private static final int PORT_MAX = 65_535;

    /// Reads one that must be encrypted.
    ///
    /// @param field whose value it is, for the sentence
    /// @throws Refusal.Invalid where it is none, or not https
    public static TargetUrl https(String field, String text) {
        return parse(field, text, false);
    }

    /// Reads one that may be plain http too, where the receiver may stand in one's own network.
    ///
    /// @throws Refusal.Invalid where it is none
    public static TargetUrl httpOrHttps(String field, String text) {
        return parse(field, text, true);
    }

    /// Makes one of a host that somebody gave.
    ///
    /// @param field whose value the host is, for the sentence
    /// @param host a name or an address, and nothing more
    /// @throws Refusal.Invalid where it is none
    public static TargetUrl of(
            String field, boolean encrypted, String host, int port, String path) {
        boolean ipv6 = host.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
        if (!ipv6 && !host.matches("[A-Za-z0-9._-]{1,253}")) {
            throw invalid(field, "must be the name or address of a host");
        }
        return httpOrHttps(
                field,
                "%s://%s:%d%s"
                        .formatted(
                                encrypted ? "https" : "http",
                                ipv6 ? "[" + host + "]" : host,
                                port,
                                path));
    }

    /// Whether it is encrypted.
    boolean encrypted() {
        return scheme().equals("https");
    }

    String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /// As it is written there, an IPv6 address without brackets.
    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : encrypted() ? 443 : 80;
    }

    /// Path and query.
    String path() {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    boolean sameOrigin(TargetUrl other) {
        return scheme().equals(other.scheme())
                && host().equalsIgnoreCase(other.host())
                && port() == other.port();
    }

    /// Where a redirect leads.
    ///
    /// @throws Refusal.Invalid where that is no URL, or one that is less well encrypted
    TargetUrl redirected(String location) {
        try {
            return parse("Location", uri.resolve(new URI(location)).toString(), !encrypted());
        } catch (URISyntaxException e) {
            throw new Refusal.Invalid("The receiver redirects to something that is no URL.");
        }
    }

    private static TargetUrl parse(String field, String text, boolean plainAllowed) {
        if (text.length() > LENGTH_MAX) {
            throw invalid(field, "must have at most %d characters".formatted(LENGTH_MAX));
        }
        URI uri = uri(field, text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(plainAllowed && scheme.equals("http"))) {
            throw invalid(field, "must begin with https://" + (plainAllowed ? " or http://" : ""));
        }
        if (uri.getHost() == null || uri.getHost().isEmpty()) {
            throw invalid(field, "must name a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw invalid(field, "must not hold a user name or password");
        }
        if (uri.getRawFragment() != null) {
            throw invalid(field, "must not have a part behind #");
        }
        if (uri.getPort() == 0 || uri.getPort() > PORT_MAX) {
            throw invalid(field, "must have a port from 1 to %d".formatted(PORT_MAX));
        }
        return new TargetUrl(uri);
    }

    private static URI uri(String field, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw invalid(field, "must be a URL");
        }
    }

    private static Refusal.Invalid invalid(String field, String what) {
        return new Refusal.Invalid("Field '%s' %s".formatted(field, what));
    }
}
