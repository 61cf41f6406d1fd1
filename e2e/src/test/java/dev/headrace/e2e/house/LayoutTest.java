package dev.headrace.e2e.house;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// A room is a package directly under `dev.headrace`; what lies under `source` and `destination` is
/// a room each. A room enters only the rooms that the table names, so a new arrow is a reviewed
/// line here.
class LayoutTest {
    private static final String BASE = "dev.headrace.";

    /// Everything of the data plane, for the mains and the modules that test and measure it.
    private static final Set<String> ENGINE =
            Set.of(
                    "model",
                    "failure",
                    "secret",
                    "connectivity",
                    "setup",
                    "batch",
                    "source",
                    "source.*",
                    "destination",
                    "destination.*",
                    "sync");

    /// Everything of the control plane, for the mains and the modules that test and measure it.
    private static final Set<String> SERVER =
            Set.of(
                    "refusal",
                    "catalog",
                    "vault",
                    "access",
                    "outgoing",
                    "schedule",
                    "control",
                    "api");

    /// Connectors alone are named by themselves and by the mains.
    private static final Set<String> SPI =
            Set.of(
                    "model",
                    "failure",
                    "secret",
                    "connectivity",
                    "setup",
                    "source",
                    "destination",
                    "sync");

    private static final Map<String, Set<String>> MAY_ENTER =
            Map.ofEntries(
                    entry("model", Set.of()),
                    entry("failure", Set.of("model")),
                    entry("secret", Set.of()),
                    entry("connectivity", Set.of("model", "failure", "secret")),
                    entry("setup", Set.of("failure", "connectivity")),
                    entry("batch", Set.of("model", "failure")),
                    entry("source", Set.of("model", "failure", "secret", "connectivity")),
                    entry(
                            "source.*",
                            Set.of("source", "model", "failure", "secret", "connectivity")),
                    entry(
                            "destination",
                            Set.of("model", "failure", "secret", "connectivity", "setup", "batch")),
                    entry(
                            "destination.*",
                            Set.of(
                                    "destination",
                                    "setup",
                                    "model",
                                    "failure",
                                    "secret",
                                    "connectivity",
                                    "batch")),
                    entry("sync", Set.of("source", "destination", "batch", "model", "failure")),
                    entry("embedded", Set.of()),
                    entry("testkit", Set.of("embedded")),
                    entry("refusal", Set.of()),
                    entry("catalog", Set.of("model", "failure", "secret", "refusal")),
                    entry("vault", Set.of("catalog", "failure", "secret", "refusal")),
                    entry("access", Set.of("catalog", "vault", "secret", "refusal")),
                    entry("outgoing", Set.of("connectivity", "failure", "secret", "refusal")),
                    entry("schedule", with(SPI, "catalog", "vault", "refusal")),
                    entry(
                            "control",
                            with(
                                    SPI,
                                    "catalog",
                                    "vault",
                                    "access",
                                    "outgoing",
                                    "schedule",
                                    "refusal")),
                    entry(
                            "api",
                            Set.of(
                                    "control", "access", "catalog", "refusal", "secret", "setup",
                                    "failure")),
                    entry("app", with(with(ENGINE, "embedded"), SERVER)),
                    entry("cli", with(with(ENGINE, "embedded", "app"), SERVER)),
                    entry("bench", with(with(ENGINE, "embedded", "app", "cli", "testkit"), SERVER)),
                    entry("e2e", with(with(ENGINE, "embedded", "app", "cli", "testkit"), SERVER)));

    /// Which rooms may name a library. A library that is not here may be used anywhere.
    private static final Map<String, Set<String>> MAY_USE =
            Map.ofEntries(
                    entry(
                            "java.sql.",
                            Set.of(
                                    "destination.*",
                                    "embedded",
                                    "catalog",
                                    "app",
                                    "cli",
                                    "testkit",
                                    "bench",
                                    "e2e")),
                    entry(
                            "org.postgresql.",
                            Set.of(
                                    "destination.*",
                                    "embedded",
                                    "catalog",
                                    "app",
                                    "cli",
                                    "testkit",
                                    "bench",
                                    "e2e")),
                    entry("org.apache.hc.", Set.of("outgoing")),
                    entry("org.apache.sshd.", Set.of("connectivity", "cli", "bench", "e2e")),
                    entry("picocli.", Set.of("cli", "bench", "e2e")),
                    entry("org.apache.commons.compress.", Set.of("embedded")),
                    entry("org.junit.", Set.of("testkit")),
                    entry("org.assertj.", Set.of("testkit")),
                    entry("org.jdbi.", Set.of("catalog")),
                    entry("com.zaxxer.hikari.", Set.of("catalog", "app")),
                    entry("org.flywaydb.", Set.of("catalog")),
                    // Its SQL is the catalog's.
                    entry("com.github.kagkarlsson.", Set.of("catalog", "schedule")),
                    entry("com.google.crypto.tink.", Set.of("vault")),
                    entry("org.bouncycastle.", Set.of("access", "vault")),
                    entry("io.javalin.", Set.of("api", "app")),
                    entry("org.eclipse.jetty.", Set.of("api", "app")),
                    entry("jakarta.servlet.", Set.of("api", "app")));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.headrace");

    @Test
    void everyRoomIsInTheTable() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(type -> rooms.add(pattern(room(type))));
        assertThat(rooms).isNotEmpty().isSubsetOf(MAY_ENTER.keySet());
    }

    @Test
    void roomsEnterOnlyWhatTheTableNames() {
        assertThat(arrows(arrow -> !allowed(arrow))).isEmpty();
    }

    /// The table alone would let `source.file` enter `source.reference`: both are `source.*`.
    @Test
    void onlyTheMainsEnterAConnectorFromOutside() {
        assertThat(
                        arrows(arrow -> {
                            String target = room(arrow.getTargetClass());
                            String origin = room(arrow.getOriginClass());
                            return target.indexOf('.') > 0
                                    && !target.equals(origin)
                                    && !Set.of("app", "cli", "bench", "e2e").contains(origin);
                        }))
                .isEmpty();
    }

    @Test
    void theTableHasNoCircle() {
        MAY_ENTER.forEach((room, entered) ->
                entered.forEach(other ->
                        assertThat(MAY_ENTER.get(other))
                                .as("%s enters %s", room, other)
                                .isNotNull()
                                .doesNotContain(room)));
    }

    @Test
    void librariesStayInTheirRooms() {
        Set<String> strays = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getFullName();
                MAY_USE.forEach((library, rooms) -> {
                    if (target.startsWith(library) && !rooms.contains(pattern(room(type)))) {
                        strays.add(dependency.getDescription());
                    }
                });
            }
        }
        assertThat(strays).isEmpty();
    }

    private static boolean allowed(Dependency arrow) {
        String origin = pattern(room(arrow.getOriginClass()));
        String target = pattern(room(arrow.getTargetClass()));
        return MAY_ENTER.getOrDefault(origin, Set.of()).contains(target);
    }

    /// Descriptions of the arrows from room to room that the condition picks.
    private static List<String> arrows(Predicate<Dependency> condition) {
        return CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(arrow -> arrow.getTargetClass().getPackageName().startsWith(BASE))
                .filter(arrow -> !room(arrow.getOriginClass()).equals(room(arrow.getTargetClass())))
                .filter(condition)
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private static String room(JavaClass type) {
        List<String> parts =
                List.of(type.getPackageName().substring(BASE.length()).split("\\.", -1));
        boolean connector = Set.of("source", "destination").contains(parts.getFirst());
        return String.join(".", parts.subList(0, connector && parts.size() > 1 ? 2 : 1));
    }

    /// The table's word for a room: `source.file` is one of `source.*`.
    private static String pattern(String room) {
        int dot = room.indexOf('.');
        return dot < 0 ? room : room.substring(0, dot) + ".*";
    }

    private static Set<String> with(Set<String> rooms, Set<String> more) {
        Set<String> all = new TreeSet<>(rooms);
        all.addAll(more);
        return all;
    }

    private static Set<String> with(Set<String> rooms, String... more) {
        Set<String> all = new TreeSet<>(rooms);
        all.addAll(List.of(more));
        return all;
    }
}
