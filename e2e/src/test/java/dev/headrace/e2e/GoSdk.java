package dev.headrace.e2e;

import static dev.headrace.e2e.GoType.acknowledgement;
import static dev.headrace.e2e.GoType.answer;
import static dev.headrace.e2e.GoType.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Calls as the Go SDK does: it decodes the body before it looks at the status, and takes exactly
/// one status for each call.
final class GoSdk {
    private final ApiCaller caller;
    private final Contract contract;

    GoSdk(HeadraceServer server) {
        this.caller =
                server.admin()
                        .with("User-Agent", "Go-Fivetran/1.3.5 terraform-provider-fivetran/1.9.37");
        this.contract = Contract.of(server);
    }

    private GoSdk(ApiCaller caller, Contract contract) {
        this.caller = caller;
        this.contract = contract;
    }

    /// Asks for the second version of the representation, as destinations do.
    GoSdk versioned() {
        return new GoSdk(caller.with("Accept", "application/json;version=2"), contract);
    }

    /// What came back, decoded.
    record Result(int status, Map<String, @Nullable Object> body) {

        String code() {
            return String.valueOf(body.get("code"));
        }

        String message() {
            return String.valueOf(body.get("message"));
        }

        /// The struct `data`.
        Map<String, @Nullable Object> data() {
            return fields(body.get("data"));
        }

        @Override
        public String toString() {
            return "status %d; %s: %s".formatted(status, code(), message());
        }
    }

    /// What the SDK returns when the status is another than the one that it takes.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Result result;

        Refused(int expected, Result result) {
            super("status code: %d; expected: %d; %s".formatted(result.status(), expected, result));
            this.result = result;
        }

        String code() {
            return result.code();
        }
    }

    /// A map that was decoded from a struct.
    @SuppressWarnings("unchecked") // The decoder makes nothing but such maps of structs.
    static Map<String, @Nullable Object> fields(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new AssertionError("no struct: " + value);
    }

    /// The structs of a slice, none for nil.
    static List<Map<String, @Nullable Object>> structs(@Nullable Object value) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> all.add(fields(each)));
        }
        return all;
    }

    /// @param body anything that becomes JSON; null for none
    /// @param expected the only status that is success
    Result call(
            String method, String path, @Nullable Object body, int expected, GoType.Struct type) {
        ApiCaller each =
                method.equals("POST") || method.equals("PATCH")
                        ? caller.with("Content-Type", "application/json")
                        : caller;
        ApiCaller.Reply reply =
                each.call(
                        method,
                        path,
                        body == null ? null : JsonMapper.shared().writeValueAsString(body));
        contract.check(reply);
        Result result = new Result(reply.status(), GoJson.decode(reply.body(), type));
        if (result.status() != expected) {
            throw new Refused(expected, result);
        }
        return result;
    }

    Map<String, @Nullable Object> get(String path, GoType.Struct data) {
        return call("GET", path, null, 200, answer(data)).data();
    }

    Map<String, @Nullable Object> post(
            String path, @Nullable Object body, int expected, GoType.Struct data) {
        return call("POST", path, body, expected, answer(data)).data();
    }

    Map<String, @Nullable Object> patch(String path, Object body, GoType.Struct data) {
        return call("PATCH", path, body, 200, answer(data)).data();
    }

    Result delete(String path) {
        return call("DELETE", path, null, 200, acknowledgement());
    }

    /// Reads one thing; empty where the server says that it is gone.
    ///
    /// @param gone the code that the provider compares with; one that ends in `*` begins so
    Optional<Map<String, @Nullable Object>> read(String path, GoType.Struct data, String gone) {
        try {
            return Optional.of(get(path, data));
        } catch (Refused e) {
            boolean matches =
                    gone.endsWith("*")
                            ? e.code().startsWith(gone.substring(0, gone.length() - 1))
                            : e.code().equals(gone);
            if (matches) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// All items, by pages of a thousand as the provider asks for them.
    List<Map<String, @Nullable Object>> list(String path, GoType.Struct item) {
        return list(path, item, 1_000);
    }

    List<Map<String, @Nullable Object>> list(String path, GoType.Struct item, int limit) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String cursor = "";
        do {
            String separator = path.contains("?") ? "&" : "?";
            String query = separator + "limit=" + limit;
            if (!cursor.isEmpty()) {
                query += "&cursor=" + cursor;
            }
            Map<String, @Nullable Object> data =
                    call("GET", path + query, null, 200, page(item)).data();
            all.addAll(structs(data.get("items")));
            cursor = String.valueOf(data.get("next_cursor"));
            if (!cursor.isEmpty() && !cursors.add(cursor)) {
                throw new AssertionError("The cursor came twice: " + cursor);
            }
        } while (!cursor.isEmpty());
        return all;
    }
}
