package dev.headrace.api;

import dev.headrace.access.Caller;
import dev.headrace.catalog.Page;
import dev.headrace.refusal.Refusal;
import java.util.Map;
import java.util.Optional;

/// One request to an endpoint: who calls and what was sent, checked as far as its form goes.
///
/// @param path the values of the path's parameters, decoded
/// @param query the values of the query's, decoded; the first where one came several times
record Call(Caller caller, Map<String, String> path, Map<String, String> query, Body body) {
    private static final int LIMIT_STANDARD = 100;
    private static final int LIMIT_MAX = 1_000;

    String path(String name) {
        return Optional.ofNullable(path.get(name))
                .orElseThrow(() -> new IllegalStateException("No parameter " + name));
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A query parameter that is `true` or `false`.
    Optional<Boolean> queryFlag(String name) {
        return query(name)
                .map(text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default ->
                                    throw new Refusal.Invalid(
                                            "Parameter '%s' must be true or false".formatted(name));
                        });
    }

    /// Which part of a list is asked for, by `cursor` and `limit`.
    Page.Request page() {
        long after = query("cursor").map(Cursor::parse).orElse(0L);
        return new Page.Request(after, query("limit").map(Call::limit).orElse(LIMIT_STANDARD));
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        }
        throw new Refusal.Invalid(
                "Parameter 'limit' must be a whole number from 1 to %d".formatted(LIMIT_MAX));
    }
}
