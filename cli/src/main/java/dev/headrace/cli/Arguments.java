package dev.headrace.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the user typed, understood: options by name, and the words that are none.
///
/// @param options values in the order in which they were typed; a flag has none
record Arguments(Map<String, List<String>> options, List<String> positionals) {

    boolean has(String option) {
        return options.containsKey(option);
    }

    /// The value of an option that may be given once.
    Optional<String> value(String option) {
        return values(option).stream().findFirst();
    }

    /// Every value of a repeatable option.
    List<String> values(String option) {
        return options.getOrDefault(option, List.of());
    }

    /// The values of a repeatable option that takes lists, `a,b`, taken apart.
    List<String> listed(String option) {
        return values(option).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .toList();
    }
}
