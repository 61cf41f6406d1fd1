package dev.headrace.app;

import dev.headrace.access.Plan;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every setting of a server and a worker.
final class SettingKeys {
    /// No installation of one account takes more; it is what a `bigint` of requests is good for.
    private static final long REQUESTS_MAX = 1_000_000_000L;

    private static final int CONNECTIONS_MAX = 500;
    private static final int THREADS_MAX = 1_000;

    /// Whoever waits longer is better served by what starts it again.
    private static final Duration WAIT_MAX = Duration.ofHours(1);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    static final SettingKey<ListenAddress> LISTEN =
            key(
                    "listen",
                    "127.0.0.1:8080",
                    "Address and port that the server takes requests at; port 0 takes a free one",
                    ListenAddress::parse);
    static final SettingKey<String> PUBLIC_URL =
            key(
                    "public-url",
                    null,
                    "URL at which people, clients and agents reach the server; without it, where it"
                            + " listens",
                    SettingKeys::url);
    static final SettingKey<Path> HOME =
            key(
                    "home",
                    null,
                    "Folder under which everything is kept (~/.headrace)",
                    SettingKeys::path);
    static final SettingKey<DatabaseUrl> DATABASE_URL =
            secret(
                    "database-url",
                    "PostgreSQL database for the metadata, spelled as a load's --to; without it the"
                            + " server runs one of its own under home",
                    SettingKeys::database);
    static final SettingKey<Integer> DATABASE_CONNECTIONS =
            key(
                    "database-connections",
                    "10",
                    "Connections to the metadata database at once, at most",
                    text -> Math.toIntExact(whole(text, 4, CONNECTIONS_MAX)));
    static final SettingKey<Duration> DATABASE_WAIT =
            key(
                    "database-wait",
                    "30s",
                    "How long a start waits for a metadata database that does not answer yet",
                    text -> duration(text, WAIT_MAX));
    static final SettingKey<String> ACCOUNT_NAME =
            key(
                    "account-name",
                    "Headrace",
                    "Name of the account that the first start makes",
                    SettingKeys::words);
    static final SettingKey<String> ADMIN_EMAIL =
            key(
                    "admin-email",
                    "admin@localhost",
                    "E-mail address of the first account administrator",
                    SettingKeys::words);
    static final SettingKey<Secret> ADMIN_PASSWORD =
            secret(
                    "admin-password",
                    "Password of the first account administrator; one is made up without it",
                    SettingKeys::secretText);
    static final SettingKey<String> API_KEY =
            key(
                    "api-key",
                    null,
                    "The first administrator's API key; one is made up without it",
                    SettingKeys::words);
    static final SettingKey<Secret> API_SECRET =
            secret("api-secret", "The secret that belongs to api-key", SettingKeys::secretText);
    static final SettingKey<List<AddressRange>> ALLOWED_PRIVATE_RANGES =
            key(
                    "allowed-private-ranges",
                    "",
                    "Address ranges in CIDR notation that destinations and webhooks may be in"
                            + " although they are not public",
                    SettingKeys::ranges);
    static final SettingKey<Plan> PLAN =
            key(
                    "plan",
                    null,
                    "Plan whose features the account has; without it all are on",
                    SettingKeys::plan);
    static final SettingKey<Map<String, List<AddressRange>>> REGIONS =
            key(
                    "regions",
                    "",
                    "Data processing locations that exist here, each with the addresses that its"
                            + " workers connect from: REGION=RANGE+RANGE,REGION=RANGE",
                    SettingKeys::regions);
    static final SettingKey<Long> RATE_LIMIT =
            key(
                    "rate-limit",
                    "off",
                    "Requests that each key may make in an hour, or off",
                    SettingKeys::rate);
    static final SettingKey<Path> TLS_CERT =
            key(
                    "tls-cert",
                    null,
                    "PEM file with the server's certificate and its chain",
                    SettingKeys::path);
    static final SettingKey<Path> TLS_KEY =
            key("tls-key", null, "PEM file with the certificate's private key", SettingKeys::path);
    static final SettingKey<List<AddressRange>> TRUSTED_PROXIES =
            key(
                    "trusted-proxies",
                    "",
                    "Address ranges of the proxies that TLS ends at; their X-Forwarded-For is"
                            + " believed",
                    SettingKeys::ranges);
    static final SettingKey<LogFormat> LOG_FORMAT =
            key(
                    "log-format",
                    "auto",
                    "text, json, or auto: text on a terminal, else json",
                    SettingKeys::logFormat);
    static final SettingKey<Path> MASTER_KEY_FILE =
            key(
                    "master-key-file",
                    null,
                    "File with the master keys of the secrets (the standard one is"
                            + " server/master.key in home)",
                    SettingKeys::path);
    static final SettingKey<Secret> MASTER_KEY =
            secret(
                    "master-key",
                    "The master keys themselves, in Base64, instead of a file",
                    SettingKeys::secretText);
    static final SettingKey<Integer> WORKER_THREADS =
            key(
                    "worker-threads",
                    "8",
                    "Pieces of work that a worker does at once",
                    text -> Math.toIntExact(whole(text, 1, THREADS_MAX)));
    static final SettingKey<List<String>> WORKER_REGIONS =
            key(
                    "worker-regions",
                    "",
                    "Regions whose work this worker takes, and default; without it all of them",
                    SettingKeys::names);

    static final List<SettingKey<?>> ALL =
            List.of(
                    LISTEN,
                    PUBLIC_URL,
                    HOME,
                    DATABASE_URL,
                    DATABASE_CONNECTIONS,
                    DATABASE_WAIT,
                    ACCOUNT_NAME,
                    ADMIN_EMAIL,
                    ADMIN_PASSWORD,
                    API_KEY,
                    API_SECRET,
                    ALLOWED_PRIVATE_RANGES,
                    PLAN,
                    REGIONS,
                    RATE_LIMIT,
                    TLS_CERT,
                    TLS_KEY,
                    TRUSTED_PROXIES,
                    LOG_FORMAT,
                    MASTER_KEY_FILE,
                    MASTER_KEY,
                    WORKER_THREADS,
                    WORKER_REGIONS);

    private SettingKeys() {}

    private static <T> SettingKey<T> key(
            String name, @Nullable String standard, String about, Function<String, T> parse) {
        return new SettingKey<>(name, standard, false, about, parse);
    }

    private static <T> SettingKey<T> secret(String name, String about, Function<String, T> parse) {
        return new SettingKey<>(name, null, true, about, parse);
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("a path", e);
        }
    }

    private static String words(String text) {
        if (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a text");
        }
        return text.strip();
    }

    private static String url(String text) {
        if (!text.matches("https?://[^/?#\\s]+/*")) {
            throw new IllegalArgumentException("https://HOST or https://HOST:PORT");
        }
        return text.replaceFirst("/+$", "");
    }

    private static Secret secretText(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a text that is not empty");
        }
        return Secret.of(text);
    }

    private static DatabaseUrl database(String text) {
        try {
            return DatabaseUrl.parse(text);
        } catch (Failure e) {
            throw new IllegalArgumentException(e.nextStep(), e);
        }
    }

    /// 0 for none.
    private static long rate(String text) {
        if (text.equals("off")) {
            return 0;
        }
        try {
            return whole(text, 1, REQUESTS_MAX);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("off, or " + e.getMessage(), e);
        }
    }

    private static long whole(String text, long min, long max) {
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new IllegalArgumentException("a whole number from %d to %d".formatted(min, max));
    }

    /// `500ms`, `30s`, `5m`, `1h`.
    private static Duration duration(String text, Duration max) {
        Matcher parts = DURATION.matcher(text);
        if (parts.matches()) {
            long number = Long.parseLong(parts.group(1));
            Duration value =
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        default -> Duration.ofHours(number);
                    };
            if (value.compareTo(max) <= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "a duration such as 500ms, 30s or 5m, at most %dm".formatted(max.toMinutes()));
    }

    private static Stream<String> listed(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty());
    }

    private static List<String> names(String text) {
        return listed(text).toList();
    }

    private static List<AddressRange> ranges(String text) {
        return listed(text).map(SettingKeys::range).toList();
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "address ranges such as 10.0.0.0/8, apart by commas"));
    }

    private static Plan plan(String text) {
        for (Plan plan : Plan.values()) {
            if (spelled(plan.name()).equals(spelled(text))) {
                return plan;
            }
        }
        throw new IllegalArgumentException(
                Arrays.stream(Plan.values())
                        .map(plan -> plan.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .collect(Collectors.joining(", ")));
    }

    private static String spelled(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    private static LogFormat logFormat(String text) {
        for (LogFormat format : LogFormat.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(text)) {
                return format;
            }
        }
        throw new IllegalArgumentException("text, json, auto");
    }

    private static Map<String, List<AddressRange>> regions(String text) {
        Map<String, List<AddressRange>> regions = new TreeMap<>();
        listed(text)
                .forEach(entry -> {
                    String[] parts = entry.split("=", 2);
                    List<AddressRange> egress = new ArrayList<>();
                    if (parts.length == 2) {
                        Arrays.stream(parts[1].split("\\+", -1))
                                .map(String::strip)
                                .filter(word -> !word.isEmpty())
                                .map(SettingKeys::range)
                                .forEach(egress::add);
                    }
                    if (!parts[0].strip().matches("[A-Z][A-Z0-9_]*")
                            || regions.put(parts[0].strip(), List.copyOf(egress)) != null) {
                        throw new IllegalArgumentException(
                                "regions by the API's names, each once: GCP_EUROPE_WEST3=203.0.113.0/29");
                    }
                });
        return regions;
    }
}
