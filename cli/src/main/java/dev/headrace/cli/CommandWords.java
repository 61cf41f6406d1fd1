package dev.headrace.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// The words that were typed. The launcher hands them over in the environment where one of them
/// holds a password, so that it does not stand in the list of processes.
final class CommandWords {
    /// Base64 of the words, each ended by U+0000.
    static final String VARIABLE = "HEADRACE_ARGUMENTS";

    private CommandWords() {}

    static String[] of(String[] words, Map<String, String> environment) {
        String handed = environment.getOrDefault(VARIABLE, "");
        if (words.length > 0 || handed.isEmpty()) {
            return words;
        }
        String all = new String(Base64.getDecoder().decode(handed), StandardCharsets.UTF_8);
        return all.substring(0, all.length() - 1).split("\0", -1);
    }
}
