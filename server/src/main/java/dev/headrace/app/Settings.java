package dev.headrace.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server goes by: a value for each key, and where it is from.
public final class Settings {
    private static final String MASK = "******";

    private final Map<SettingKey<?>, Chosen> chosen;

    Settings(Map<SettingKey<?>, Chosen> chosen) {
        this.chosen = Map.copyOf(chosen);
    }

    /// @param value parsed; null where there is none
    /// @param text as it was written, null where there is none
    /// @param origin where it was written
    record Chosen(@Nullable Object value, @Nullable String text, String origin) {
        static final String STANDARD = "standard";

        @Override
        public String toString() {
            return "Chosen[origin=" + origin + "]";
        }
    }

    /// A setting that always has a value.
    <T> T get(SettingKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " is not set"));
    }

    @SuppressWarnings("unchecked") // The value came out of the key's own parser.
    <T> Optional<T> find(SettingKey<T> key) {
        return Optional.ofNullable((T) of(key).value());
    }

    /// Where a server keeps what is its own.
    Path folder() {
        return get(SettingKeys.HOME).resolve("server");
    }

    /// The URL at which others reach the server: what is set, else where it listens.
    String publicUrl() {
        return find(SettingKeys.PUBLIC_URL)
                .orElseGet(() -> {
                    ListenAddress listen = get(SettingKeys.LISTEN);
                    String scheme = find(SettingKeys.TLS_CERT).isPresent() ? "https" : "http";
                    return "%s://%s".formatted(scheme, listen.text(listen.port()));
                });
    }

    /// What `headrace config` shows: every key in its order, with what counts and where it was
    /// said.
    public List<Line> lines() {
        return SettingKeys.ALL.stream().map(this::line).toList();
    }

    private Line line(SettingKey<?> key) {
        Chosen what = of(key);
        String text = what.text() == null ? "" : what.text();
        String shown = text.isEmpty() || !key.secret() ? text : MASK;
        return new Line(key.name(), shown, what.origin(), key.about());
    }

    /// One setting, for people.
    ///
    /// @param value empty where it is not set; a mask for secrets
    /// @param origin an option, a variable, or a line of the file; `standard` where nobody said
    public record Line(String key, String value, String origin, String about) {}

    /// Whether somebody said something about it.
    boolean isSaid(SettingKey<?> key) {
        return !of(key).origin().equals(Chosen.STANDARD);
    }

    Chosen of(SettingKey<?> key) {
        return Objects.requireNonNull(chosen.get(key), key::name);
    }
}
