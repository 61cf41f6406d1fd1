package dev.headrace.connectivity;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.secret.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL URL as `psql` and the JDBC driver spell it, taken apart:
/// `postgresql://user:password@host:port/database?sslmode=require`.
///
/// Parts that the URL does not name are null (`port`: 0); [#complete] fills them in. Failures are
/// `USAGE` and never quote what may be a piece of the password.
public record DatabaseUrl(
        @Nullable String host,
        int port,
        @Nullable String database,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable TlsMode tls,
        @Nullable String rootCertificate,
        boolean channelBinding,
        ClientFiles client) {

    /// The files of a client certificate, by libpq's names.
    ///
    /// @param certificate `sslcert`, null for libpq's default
    /// @param key `sslkey`, null for libpq's default
    /// @param passphrase `sslpassword`, null where the key is plain
    public record ClientFiles(
            @Nullable String certificate, @Nullable String key, @Nullable Secret passphrase) {

        /// What libpq takes: what the URL names, else `PGSSLCERT` and `PGSSLKEY`, else
        /// `postgresql.crt` and `postgresql.key` below `~/.postgresql`; empty where the certificate
        /// is not named and not there.
        ///
        /// @throws Failure `USAGE` where a file cannot be read
        public Optional<ClientCertificate> read(Map<String, String> environment, Path userHome) {
            try {
                return found(environment, userHome);
            } catch (InvalidPathException e) {
                throw usage("sslcert or sslkey is no path.");
            }
        }

        private Optional<ClientCertificate> found(Map<String, String> environment, Path userHome) {
            Path defaults = userHome.resolve(".postgresql");
            String namedCertificate =
                    certificate == null ? environment.getOrDefault("PGSSLCERT", "") : certificate;
            String namedKey = key == null ? environment.getOrDefault("PGSSLKEY", "") : key;
            Path certificateFile =
                    namedCertificate.isEmpty()
                            ? defaults.resolve("postgresql.crt")
                            : Path.of(namedCertificate);
            if (namedCertificate.isEmpty() && !Files.exists(certificateFile)) {
                return Optional.empty();
            }
            Path keyFile =
                    namedKey.isEmpty() ? defaults.resolve("postgresql.key") : Path.of(namedKey);
            return Optional.of(ClientCertificate.read(certificateFile, keyFile, passphrase));
        }
    }

    /// PostgreSQL's own.
    public static final int PORT_DEFAULT = 5432;

    private static final List<String> SCHEMES =
            List.of("postgresql://", "postgres://", "jdbc:postgresql://");

    private static final String SHAPE =
            "Write postgresql://user:password@host:port/database; in user, password and database"
                    + " write %40 for @, %3A for :, %2F for /, %3F for ? and %25 for %.";

    /// Whether `text` means to be a database URL (and not, say, a profile's name).
    public static boolean isUrl(String text) {
        return SCHEMES.stream().anyMatch(scheme -> startsWithIgnoringCase(text, scheme));
    }

    /// Takes a URL apart.
    ///
    /// @throws Failure `USAGE` where the text is no URL of this kind or asks for what is not
    ///   supported
    public static DatabaseUrl parse(String text) {
        String scheme =
                SCHEMES.stream()
                        .filter(known -> startsWithIgnoringCase(text, known))
                        .findFirst()
                        .orElseThrow(() -> usage("The database URL does not begin postgresql://."));
        return new Parser(scheme.startsWith("jdbc:")).parse(text.substring(scheme.length()));
    }

    /// Fills in what the URL leaves open, as libpq does: from `PGHOST`, `PGPORT`, `PGUSER`,
    /// `PGDATABASE`, `PGSSLMODE`, `PGSSLROOTCERT` and `PGPASSWORD` of `environment`, else
    /// localhost, 5432, the system's user, and the user's name as the database.
    ///
    /// @throws Failure `USAGE` where a variable's value cannot be used
    public DatabaseAddress complete(Map<String, String> environment, String systemUser) {
        String someUser = firstSet(user, environment.get("PGUSER"), systemUser);
        String password = environment.getOrDefault("PGPASSWORD", "");
        String portVariable = environment.getOrDefault("PGPORT", "");
        String tlsVariable = environment.getOrDefault("PGSSLMODE", "");
        TlsMode tlsDefault = tlsVariable.isEmpty() ? null : parseTls(tlsVariable);
        int portDefault = portVariable.isEmpty() ? PORT_DEFAULT : parsePort(portVariable);
        String certificate = environment.getOrDefault("PGSSLROOTCERT", "");
        return new DatabaseAddress(
                checkHost(firstSet(host, environment.get("PGHOST"), "localhost")),
                port == 0 ? portDefault : port,
                firstSet(database, environment.get("PGDATABASE"), someUser),
                someUser,
                this.password != null || password.isEmpty() ? this.password : Secret.of(password),
                tls == null ? tlsDefault : tls,
                rootCertificate != null || certificate.isEmpty() ? rootCertificate : certificate,
                channelBinding);
    }

    /// [#complete], with libpq's files: the client certificate that the URL or the environment
    /// names; and where an `sslmode` is named, what lies below `~/.postgresql` counts too.
    ///
    /// @throws Failure `USAGE` where a variable's value or a file cannot be used
    public DatabaseConnection connection(
            Map<String, String> environment, String systemUser, Path userHome) {
        DatabaseAddress address = complete(environment, systemUser);
        boolean asked = address.tls() != null && address.tls() != TlsMode.DISABLE;
        Path roots = userHome.resolve(".postgresql").resolve("root.crt");
        if (asked && address.rootCertificate() == null && Files.exists(roots)) {
            address = address.withRootCertificate(roots.toString());
        }
        boolean named =
                client.certificate() != null
                        || !environment.getOrDefault("PGSSLCERT", "").isEmpty();
        return DatabaseConnection.direct(address)
                .withClientCertificate(
                        asked || named ? client.read(environment, userHome).orElse(null) : null);
    }

    /// Reads an `sslmode`.
    public static TlsMode parseTls(String label) {
        for (TlsMode mode : TlsMode.values()) {
            if (mode.label().equals(label)) {
                return mode;
            }
        }
        String known =
                Stream.of(TlsMode.values()).map(TlsMode::label).collect(Collectors.joining(", "));
        throw usage("This sslmode does not exist. Known are " + known + ".");
    }

    /// Reads a port, 1 to 65535.
    public static int parsePort(String text) {
        if (text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int port = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw usage("The database's port is no number from 1 to 65535.");
    }

    /// Returns `host`, if it can be one host's name or address.
    public static String checkHost(String host) {
        if (host.startsWith("/") || host.startsWith("@")) {
            throw usage("Unix sockets are not supported: name a host, for example localhost.");
        }
        if (host.indexOf(',') >= 0) {
            throw usage("The database URL names several hosts: name one, the primary server.");
        }
        if (host.isEmpty() || host.chars().anyMatch(DatabaseUrl::cannotStandInHost)) {
            throw usage("The host in the database URL holds a character that no host name has.");
        }
        return host;
    }

    private static boolean cannotStandInHost(int c) {
        return c <= ' ' || c == 0x7f || "/?#@\\\"'<>^`{|}".indexOf(c) >= 0;
    }

    private static String firstSet(@Nullable String first, @Nullable String second, String last) {
        if (first != null) {
            return first;
        }
        return second == null || second.isEmpty() ? last : second;
    }

    private static boolean startsWithIgnoringCase(String text, String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static Failure usage(String message) {
        return Failure.of(
                new Failure.Words(FailureCode.USAGE, message, null, SHAPE, FailurePlace.UNKNOWN),
                null);
    }

    /// Takes one URL apart.
    private static final class Parser {
        private final boolean jdbc;
        private @Nullable String host;
        private int port;
        private @Nullable String database;
        private @Nullable String user;
        private @Nullable Secret password;
        private @Nullable TlsMode tls;
        private @Nullable String rootCertificate;
        private boolean channelBinding;
        private @Nullable String clientCertificate;
        private @Nullable String clientKey;
        private @Nullable Secret clientPassphrase;

        private boolean atInQuery;

        Parser(boolean jdbc) {
            this.jdbc = jdbc;
        }

        DatabaseUrl parse(String body) {
            int authorityEnd = indexOfAny(body, "/?");
            int queryBegin = body.indexOf('?', authorityEnd);
            int pathEnd = queryBegin < 0 ? body.length() : queryBegin;
            String authority = body.substring(0, authorityEnd);
            String path = body.substring(authorityEnd, pathEnd);
            refuseSplitPassword(authority, path, body.substring(authorityEnd));
            parseAuthority(authority);
            if (path.length() > 1) {
                database = decode(path.substring(1));
            }
            if (queryBegin >= 0) {
                parseQuery(body.substring(queryBegin + 1));
            }
            return new DatabaseUrl(
                    host,
                    port,
                    database,
                    user,
                    password,
                    tls,
                    rootCertificate,
                    channelBinding,
                    new ClientFiles(clientCertificate, clientKey, clientPassphrase));
        }

        /// A raw `/` or `?` in the password makes its begin look like host and port, and its end
        /// like a database or a parameter: neither may be connected to or printed.
        private static void refuseSplitPassword(String authority, String path, String rest) {
            boolean noUser = authority.indexOf('@') < 0;
            boolean noHost = noUser && authority.indexOf('[') < 0 && !endsInPort(authority);
            if (path.indexOf('@') >= 0 || (noHost && rest.indexOf('@') >= 0)) {
                throw usage(
                        "The database URL's user, password or database holds a character that"
                                + " must be percent-encoded.");
            }
        }

        private static boolean endsInPort(String authority) {
            int colon = authority.indexOf(':');
            return colon < 0
                    || authority.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9');
        }

        private void parseAuthority(String authority) {
            int at = authority.lastIndexOf('@');
            if (at >= 0) {
                String credentials = authority.substring(0, at);
                int colon = credentials.indexOf(':');
                setUser(decode(colon < 0 ? credentials : credentials.substring(0, colon)));
                setPassword(colon < 0 ? "" : decode(credentials.substring(colon + 1)));
            }
            parseHostAndPort(authority.substring(at + 1));
        }

        private void parseHostAndPort(String text) {
            int hostEnd;
            if (text.startsWith("[")) {
                hostEnd = text.indexOf(']') + 1;
                if (hostEnd == 0) {
                    throw usage("The IPv6 address in the database URL lacks its closing bracket.");
                }
                host = checkAddress(decode(text.substring(1, hostEnd - 1)));
            } else {
                hostEnd = text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
                if (text.indexOf(':', hostEnd + 1) >= 0) {
                    throw usage("An IPv6 address stands in brackets: postgresql://[::1]:5432/db.");
                }
                host = hostEnd == 0 ? null : checkHost(decode(text.substring(0, hostEnd)));
            }
            String after = text.substring(hostEnd);
            if (after.length() > 1 && after.startsWith(":")) {
                port = parsePort(after.substring(1));
            } else if (!after.isEmpty() && !after.equals(":")) {
                throw usage("Between host and database the URL has something that is no port.");
            }
        }

        private static String checkAddress(String address) {
            String withoutZone = address.replaceFirst("%[A-Za-z0-9_.-]+$", "");
            boolean known =
                    withoutZone.indexOf(':') >= 0
                            && withoutZone
                                    .chars()
                                    .allMatch(c -> "0123456789abcdefABCDEF:.".indexOf(c) >= 0);
            if (!known) {
                throw usage("In the database URL's brackets stands no IPv6 address.");
            }
            return address;
        }

        private void parseQuery(String query) {
            atInQuery = query.indexOf('@') >= 0;
            for (String pair : query.split("&", -1)) {
                if (pair.isEmpty()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                if (equals < 0) {
                    throw usage("A parameter of the database URL has no '='.");
                }
                setParameter(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }

        private void setParameter(String name, String value) {
            switch (name) {
                case "user" -> setUser(value);
                case "password" -> setPassword(value);
                case "host" -> host = once(host, checkHost(value), "host");
                case "port" ->
                        port =
                                Integer.parseInt(
                                        once(
                                                port == 0 ? null : "" + port,
                                                "" + parsePort(value),
                                                "port"));
                case "dbname" -> database = once(database, value, "database");
                case "sslmode" -> tls = parseTls(value);
                case "sslrootcert" -> rootCertificate = value;
                case "sslcert" -> clientCertificate = value;
                case "sslkey" -> clientKey = value;
                case "sslpassword" -> clientPassphrase = Secret.of(value);
                case "ssl" -> setSsl(value);
                case "channel_binding", "channelBinding" -> setChannelBinding(value);
                default -> throw unsupported(name);
            }
        }

        /// The driver's `ssl=true` verifies host and certificate, libpq's only encrypts.
        private void setSsl(String value) {
            switch (value.toLowerCase(Locale.ROOT)) {
                case "true", "" -> tls = jdbc ? TlsMode.VERIFY_FULL : TlsMode.REQUIRE;
                case "false" -> {}
                default -> throw usage("The URL's parameter ssl is neither true nor false.");
            }
        }

        private void setChannelBinding(String value) {
            channelBinding =
                    switch (value) {
                        case "require" -> true;
                        case "prefer", "disable" -> false;
                        default ->
                                throw usage(
                                        "The URL's parameter channel_binding is none of require,"
                                                + " prefer and disable.");
                    };
        }

        /// What precedes an `@` may be the end of a password that holds a raw `?`.
        private Failure unsupported(String name) {
            boolean safe = !atInQuery && name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,40}");
            String shown = safe ? " '" + name + "'" : "";
            return usage(
                            "The database URL has a parameter%s that is not supported."
                                    .formatted(shown))
                    .next(
                            "Remove it. Known are sslmode, sslrootcert, sslcert, sslkey, sslpassword,"
                                    + " channel_binding, user, password, host, port and dbname.");
        }

        private void setUser(String value) {
            if (!value.isEmpty()) {
                user = once(user, value, "user");
            }
        }

        private void setPassword(String value) {
            if (value.isEmpty()) {
                return;
            }
            Secret secret = Secret.of(value);
            if (password != null && !password.equals(secret)) {
                throw usage("The database URL has two different passwords.");
            }
            password = secret;
        }

        private static String once(@Nullable String before, String value, String what) {
            if (before != null && !Objects.equals(before, value)) {
                throw usage("The database URL names the %s twice, differently.".formatted(what));
            }
            return value;
        }
    }

    private static int indexOfAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /// Percent-decoding; a `+` is a plus.
    static String decode(String text) {
        return PercentText.decode(text)
                .orElseThrow(() ->
                        usage(
                                "The database URL has a % that no two hex digits follow,"
                                        + " or one that stands for no character."));
    }
}
