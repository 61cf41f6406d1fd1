package dev.headrace.api;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import dev.headrace.refusal.Refusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Between HTTP and the endpoints: who calls, what was sent, what is answered, errors included.
final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String REQUEST_ID_HEADER = "X-Request-Id";

    static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,9}");

    private static final ObjectMapper JSON = JsonMapper.shared();

    private final SignIn signIn;
    private final RateLimit rateLimit;
    private final ServerSentEvents streams = new ServerSentEvents();
    private final LargeBodies largeBodies = new LargeBodies();

    Gateway(SignIn signIn, RateLimit rateLimit) {
        this.signIn = signIn;
        this.rateLimit = rateLimit;
    }

    void serve(RoutesConfig routes, Endpoint endpoint) {
        List<HandlerType> methods = new ArrayList<>();
        methods.add(HandlerType.findOrCreate(endpoint.method().name()));
        if (endpoint.method() == Endpoint.Method.GET) {
            // Else Javalin answers 200 by itself, whoever asks and whatever is there.
            methods.add(HandlerType.HEAD);
        }
        for (String path : endpoint.paths()) {
            for (HandlerType method : methods) {
                routes.addEndpoint(
                        io.javalin.router.Endpoint.create(method, path)
                                .handler(context -> answer(context, endpoint)));
            }
        }
    }

    /// The description is everybody's to read: it is the same for all.
    void serveDescription(RoutesConfig routes, List<Endpoint> endpoints) {
        byte[] description = JSON.writeValueAsBytes(OpenApi.of(endpoints));
        routes.get(
                "/openapi.json",
                context -> {
                    context.contentType("application/json");
                    context.result(description);
                });
    }

    /// Whatever goes wrong is an envelope too, for clients read the body before the status.
    void serveErrors(RoutesConfig routes) {
        routes.before(context -> {
            identify(context);
            readWhole(context);
            say(context, rateLimit.whole());
        });
        routes.after(context -> MDC.remove("request"));
        routes.exception(
                Refusal.class, (refusal, context) -> refuse(context, ErrorAnswer.of(refusal)));
        routes.exception(
                HttpResponseException.class,
                (response, context) -> refuse(context, ErrorAnswer.ofStatus(response)));
        routes.exception(
                Exception.class,
                (defect, context) -> {
                    LOG.error("{} {} failed", context.method(), context.path(), defect);
                    refuse(context, ErrorAnswer.defect(requestId(context)));
                });
        routes.error(
                404,
                context -> {
                    if (context.resultInputStream() == null || isPlain(context)) {
                        refuse(context, ErrorAnswer.noSuchPath());
                    }
                });
    }

    private static boolean isPlain(Context context) {
        String type = context.res().getContentType();
        return type == null || !type.startsWith("application/json");
    }

    private static void identify(Context context) {
        String sent = context.header(REQUEST_ID_HEADER);
        String id =
                sent != null && REQUEST_ID.matcher(sent).matches()
                        ? sent
                        : UUID.randomUUID().toString();
        context.attribute(REQUEST_ID_HEADER, id);
        context.header(REQUEST_ID_HEADER, id);
        MDC.put("request", id);
    }

    /// Before anything is refused: a connection with a body that nobody read ends with the answer,
    /// without a word, and takes the client's next request with it.
    private void readWhole(Context context) {
        try {
            largeBodies.read(context);
        } catch (HttpResponseException | Refusal e) {
            context.header("Connection", "close");
            throw e;
        } catch (Exception e) {
            // What ends early, comes too slowly or is cut into no chunks is the client's doing:
            // nobody who has not even signed in fills the log with failures of ours.
            LOG.debug("A body did not come whole: {}", e.toString());
            context.header("Connection", "close");
            throw new HttpResponseException(400, "The body did not come whole.", Map.of());
        }
    }

    private static void say(Context context, RateLimit.Left left) {
        context.header("X-Rate-Limit", Long.toString(left.limit()));
        context.header("X-Rate-Limit-Remaining", Long.toString(left.remaining()));
    }

    private static String requestId(Context context) {
        @Nullable String id = context.attribute(REQUEST_ID_HEADER);
        return id == null ? "" : id;
    }

    private void answer(Context context, Endpoint endpoint) {
        Caller caller =
                endpoint.isPublic()
                        ? anybody(context)
                        : signIn.caller(
                                context.header("Authorization"), context.ip(), requestId(context));
        say(context, rateLimit.take(caller));
        Call call =
                new Call(caller, path(context, endpoint), query(context), body(context, endpoint));
        switch (endpoint.way()) {
            case Endpoint.Answers(Endpoint.Handler handler) ->
                    send(context, endpoint.status(), "Success", handler.handle(call));
            case Endpoint.Streams(Streamer streamer) ->
                    streams.send(context, streamer.open(call, after(context, call)));
        }
    }

    private static int after(Context context, Call call) {
        String header = context.header(LAST_EVENT_ID);
        String text = header != null ? header : call.query(Endpoint.AFTER).orElse("0");
        if (!EVENT_ID.matcher(text).matches()) {
            throw new Refusal.Invalid(
                    "%s and '%s' must be the number of an event"
                            .formatted(LAST_EVENT_ID, Endpoint.AFTER));
        }
        return Integer.parseInt(text);
    }

    void endStreams() {
        streams.end();
    }

    /// Who may do nothing but read what is everybody's.
    private static Caller anybody(Context context) {
        return new Caller(
                new Actor.Anonymous(context.ip()), Grants.none(), context.ip(), requestId(context));
    }

    private static void send(Context context, int status, String code, Answer answer) {
        var envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("code", code);
        envelope.put("message", answer.message());
        JsonNode data = answer.data();
        if (data != null) {
            envelope.set("data", data);
        }
        context.status(status);
        context.contentType("application/json");
        context.result(JSON.writeValueAsBytes(envelope));
    }

    private static void refuse(Context context, ErrorAnswer error) {
        error.headers().forEach(context::header);
        send(context, error.status(), error.code(), Answer.of(error.message()));
    }

    private static Map<String, String> path(Context context, Endpoint endpoint) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : endpoint.pathParameters()) {
            String value = context.pathParam(name);
            requireText("The path", value);
            values.put(name, value);
        }
        return values;
    }

    private static Map<String, String> query(Context context) {
        Map<String, String> values = new LinkedHashMap<>();
        context.queryParamMap()
                .forEach((name, all) -> {
                    String value = all.isEmpty() ? "" : all.getFirst();
                    requireText("Parameter '%s'".formatted(name), value);
                    values.put(name, value);
                });
        return values;
    }

    private static void requireText(String what, String value) {
        Texts.problem(value)
                .ifPresent(why -> {
                    throw new Refusal.Invalid(what + " " + why);
                });
    }

    private static Body body(Context context, Endpoint endpoint) {
        Shape.Fields shape = endpoint.body();
        if (shape == null) {
            return new Body(JsonNodeFactory.instance.objectNode());
        }
        byte[] bytes = context.bodyAsBytes();
        if (bytes.length > 0) {
            // Raw: the web server fails at character sets that it does not know.
            requireJson(context.header("Content-Type"));
        }
        JsonNode node = bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : parse(bytes);
        Optional<String> problem = ShapeCheck.ofRequest(shape, node);
        if (problem.isPresent()) {
            throw new Refusal.Invalid(problem.get());
        }
        return new Body(node);
    }

    /// Type and subtype count; parameters such as `version=2` do not.
    private static void requireJson(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip();
        if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new HttpResponseException(
                    415, "The body must be sent as application/json.", Map.of());
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node != null && !node.isMissingNode()) {
                return node;
            }
        } catch (JacksonException e) {
            LOG.debug("A body is no JSON: {} bytes", bytes.length);
        }
        throw new Refusal.Invalid("The body is not valid JSON.");
    }
}
