package dev.headrace.app;

import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One setting: one key in three spellings, `rate-limit:` in the file, `HEADRACE_RATE_LIMIT` in the
/// environment, `--rate-limit` on the command line.
///
/// @param name the spelling of the file
/// @param standard what counts where nobody says anything, as text; null for nothing
/// @param secret whether its value is never shown
/// @param about what it does, a sentence
/// @param parse reads the text; throws [IllegalArgumentException] with what is allowed
record SettingKey<T>(
        String name,
        @Nullable String standard,
        boolean secret,
        String about,
        Function<String, T> parse) {

    String variable() {
        return "HEADRACE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    String option() {
        return "--" + name;
    }
}
