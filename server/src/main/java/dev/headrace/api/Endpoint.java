package dev.headrace.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One thing that the API does: where, with what, what comes back. The table of these is what is
/// served, described and tested.
///
/// @param operation the name for generated clients, such as `create_group`; unique
/// @param family what it is about, such as `Groups`
/// @param path with parameters as `{groupId}`; `<hash>` takes the rest of the path, slashes
///   included
/// @param aliases older paths that mean the same
/// @param query parameters by name
/// @param body the shape of the request's body, null where none is read
/// @param status of success
/// @param data the shape of the answer's data, null where there is none
/// @param paged whether `data` is one item of a list that takes `cursor` and `limit`
/// @param way how it comes to its answer; for a stream, `data` is what each event holds
record Endpoint(
        Method method,
        String path,
        String operation,
        String family,
        String summary,
        List<String> aliases,
        Map<String, Shape> query,
        Shape.@Nullable Fields body,
        int status,
        @Nullable Shape data,
        boolean paged,
        Way way) {

    /// The parameter of streams that says what a client has already.
    static final String AFTER = "after";

    static final Shape EVENT_NUMBER = new Shape.Whole(0, 999_999_999);

    private static final Pattern PARAMETER = Pattern.compile("[{<]([A-Za-z]+)[}>]");

    enum Method {
        GET,
        POST,
        PATCH,
        DELETE
    }

    /// Does it.
    @FunctionalInterface
    interface Handler {
        Answer handle(Call call);
    }

    /// How it answers.
    sealed interface Way {}

    /// At once, as JSON.
    record Answers(Handler handler) implements Way {}

    /// With events as they happen, as `text/event-stream`.
    record Streams(Streamer streamer) implements Way {}

    static Builder get(String path, String operation) {
        return new Builder(Method.GET, path, operation);
    }

    static Builder post(String path, String operation) {
        return new Builder(Method.POST, path, operation);
    }

    static Builder patch(String path, String operation) {
        return new Builder(Method.PATCH, path, operation);
    }

    static Builder delete(String path, String operation) {
        return new Builder(Method.DELETE, path, operation);
    }

    /// Whether it answers whoever asks, known or not.
    boolean isPublic() {
        return path.startsWith("/public/");
    }

    /// The names of the path's parameters, in their order.
    List<String> pathParameters() {
        return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /// Every path that it is served at, its own first.
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        paths.add(path);
        paths.addAll(aliases);
        return paths;
    }

    static final class Builder {
        private final Method method;
        private final String path;
        private final String operation;
        private String family = "";
        private String summary = "";
        private List<String> aliases;
        private final Map<String, Shape> query = new LinkedHashMap<>();
        private Shape.@Nullable Fields body;
        private int status = 200;
        private @Nullable Shape data;
        private boolean paged;

        private Builder(Method method, String path, String operation) {
            this.method = method;
            this.path = path;
            this.operation = operation;
            this.aliases = Aliases.of(path);
        }

        Builder about(String family, String summary) {
            this.family = family;
            this.summary = summary;
            return this;
        }

        /// Older paths beside those that [Aliases] knows.
        Builder alias(String path) {
            List<String> more = new ArrayList<>(aliases);
            more.add(path);
            aliases = more;
            return this;
        }

        Builder query(String name, Shape shape) {
            query.put(name, shape);
            return this;
        }

        Builder takes(Shape.Fields shape) {
            body = shape;
            return this;
        }

        Builder answers(Shape shape) {
            data = shape;
            return this;
        }

        /// An entity comes into being: 201.
        Builder creates(Shape shape) {
            status = 201;
            data = shape;
            return this;
        }

        /// A page of such items.
        Builder lists(Shape item) {
            paged = true;
            query("cursor", Shape.TEXT);
            query("limit", new Shape.Whole(1, 1_000));
            data = item;
            return this;
        }

        Endpoint by(Handler handler) {
            return make(new Answers(handler));
        }

        /// Events, with such data. Where to go on is told with `Last-Event-ID` or `after`.
        Endpoint streams(Streamer streamer) {
            query(AFTER, EVENT_NUMBER);
            return make(new Streams(streamer));
        }

        private Endpoint make(Way way) {
            return new Endpoint(
                    method, path, operation, family, summary, aliases, query, body, status, data,
                    paged, way);
        }
    }
}
