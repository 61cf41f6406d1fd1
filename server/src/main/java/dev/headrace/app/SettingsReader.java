package dev.headrace.app;

import dev.headrace.app.Settings.Chosen;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds out every setting: an option counts before the environment, that before the file, that
/// before the standard value. Reads all of it before it complains, and complains of all at once.
public final class SettingsReader {
    /// What the launcher and other commands mean by these is no setting of a server.
    private static final List<String> OTHER_VARIABLES =
            List.of(
                    "HEADRACE_JAVA_OPTS",
                    "HEADRACE_ARGUMENTS",
                    "HEADRACE_CRASH_AT",
                    "HEADRACE_CONFIG");

    private final Map<String, String> options;
    private final Map<String, String> environment;
    private final Path headraceHome;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(
            Map<String, String> options, Map<String, String> environment, Path headraceHome) {
        this.options = options;
        this.environment = environment;
        this.headraceHome = headraceHome;
    }

    /// Reads them.
    ///
    /// @param options by key name, such as `rate-limit`, and `config` for the file
    /// @param headraceHome where the file `server.yaml` is looked for
    /// @throws Failure USAGE with every mistake
    public static Settings read(
            Map<String, String> options, Map<String, String> environment, Path headraceHome) {
        return new SettingsReader(options, environment, headraceHome).all();
    }

    /// The options that a command takes, with what each does.
    public static Map<String, String> options() {
        Map<String, String> about = new TreeMap<>();
        SettingKeys.ALL.forEach(key -> about.put(key.name(), key.about()));
        return about;
    }

    private Settings all() {
        String named = options.getOrDefault("config", environment.get("HEADRACE_CONFIG"));
        Path path = named == null ? standardFile() : Path.of(named);
        if (named != null && !Files.exists(path)) {
            problems.add("The file %s, named by config, is not there.".formatted(path));
        }
        SettingsFile file = SettingsFile.read(path, environment, problems);
        Map<SettingKey<?>, Chosen> chosen = new HashMap<>();
        for (SettingKey<?> key : SettingKeys.ALL) {
            chosen.put(key, choose(key, file));
        }
        refuseUnknown(file);
        Settings settings = new Settings(chosen);
        if (problems.isEmpty()) {
            problems.addAll(Contradictions.of(settings));
            Contradictions.exposure(settings).ifPresent(this::addExposure);
        }
        if (!problems.isEmpty()) {
            throw failure();
        }
        return settings;
    }

    /// Alone it is no slip of the pen: something has to be got first.
    private void addExposure(String sentence) {
        if (problems.isEmpty()) {
            throw Failure.of(FailureCode.LISTEN_EXPOSED, sentence);
        }
        problems.add(sentence);
    }

    private Path standardFile() {
        String home = options.getOrDefault("home", headraceHome.toString());
        return Path.of(home).resolve("server.yaml");
    }

    private Chosen choose(SettingKey<?> key, SettingsFile file) {
        String option = options.get(key.name());
        if (option != null) {
            return parsed(key, option, key.option());
        }
        String variable = environment.get(key.variable());
        if (variable != null && !variable.isEmpty()) {
            return parsed(key, variable, key.variable());
        }
        String line = file.values().get(key.name());
        if (line != null) {
            return parsed(key, line, key.name() + " in " + file.path());
        }
        return parsed(key, standard(key), Chosen.STANDARD);
    }

    private @Nullable String standard(SettingKey<?> key) {
        if (key.equals(SettingKeys.HOME)) {
            return headraceHome.toString();
        }
        return key.standard();
    }

    private Chosen parsed(SettingKey<?> key, @Nullable String text, String origin) {
        if (text == null) {
            return new Chosen(null, null, origin);
        }
        try {
            return new Chosen(key.parse().apply(text), text, origin);
        } catch (IllegalArgumentException e) {
            problems.add(
                    "%s: %s is none of what is allowed: %s."
                            .formatted(
                                    origin,
                                    key.secret()
                                            ? "its value (not shown)"
                                            : "'" + text.replaceAll("\\p{Cntrl}", "?") + "'",
                                    e.getMessage()));
            return new Chosen(null, text, origin);
        }
    }

    private void refuseUnknown(SettingsFile file) {
        for (String name : file.values().keySet()) {
            if (SettingKeys.ALL.stream().noneMatch(key -> key.name().equals(name))) {
                problems.add("%s in %s is no setting%s".formatted(name, file.path(), meant(name)));
            }
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith("HEADRACE_"))
                .filter(name -> !OTHER_VARIABLES.contains(name))
                .filter(name ->
                        SettingKeys.ALL.stream().noneMatch(key -> key.variable().equals(name)))
                .sorted()
                .forEach(name -> problems.add("%s is no setting%s".formatted(name, meant(name))));
    }

    private static String meant(String name) {
        String plain = name.replaceFirst("^HEADRACE_", "").toLowerCase(java.util.Locale.ROOT);
        return SettingKeys.ALL.stream()
                .map(SettingKey::name)
                .filter(known -> distance(known, plain.replace('_', '-')) <= 2)
                .findFirst()
                .map("; %s is meant, perhaps."::formatted)
                .orElse("; `headrace config` shows all that there are.");
    }

    /// Insertions, deletions and changes of a letter that lead from one word to the other.
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }

    /// One mistake is the sentence itself; several stand below one another as its reason, where
    /// line breaks are ours and not a value's.
    private Failure failure() {
        boolean one = problems.size() == 1;
        return Failure.of(
                new Failure.Words(
                        FailureCode.USAGE,
                        one
                                ? problems.getFirst()
                                : "%d settings are wrong.".formatted(problems.size()),
                        one ? null : String.join("\n", problems),
                        "Correct what is named; `headrace config` shows what counts.",
                        FailurePlace.UNKNOWN),
                null);
    }

    /// Reads a file that holds one secret; its last line break is none of it.
    static String secretFile(Path path) throws IOException {
        return Files.readString(path).replaceFirst("\\R\\z", "");
    }
}
