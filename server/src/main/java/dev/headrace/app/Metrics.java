package dev.headrace.app;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.headrace.catalog.Catalog;
import dev.headrace.schedule.WorkObserver;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/// What a process tells about itself, as Prometheus reads it.
final class Metrics implements AutoCloseable {
    private static final String BEGIN = "headrace.begin";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    void watch(Catalog catalog) {
        if (catalog.dataSource() instanceof HikariDataSource pool) {
            pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        }
    }

    WorkObserver work() {
        return (kind, end, waited, ran) -> {
            timer("headrace.work.waited", "From its order to its beginning", kind, end)
                    .record(waited);
            timer("headrace.work.ran", "From its beginning to its end", kind, end).record(ran);
        };
    }

    private Timer timer(String name, String about, String kind, String end) {
        return Timer.builder(name)
                .description(about)
                .tag("kind", kind)
                .tag("end", end)
                .register(registry);
    }

    /// Serves them, and counts and times every request by the path as it is declared.
    void install(RoutesConfig routes) {
        routes.get(
                "/metrics",
                context -> {
                    context.contentType("text/plain; version=0.0.4; charset=utf-8");
                    context.result(registry.scrape());
                });
        routes.before(context -> context.attribute(BEGIN, System.nanoTime()));
        routes.after(this::record);
    }

    private void record(Context context) {
        Long begin = context.attribute(BEGIN);
        if (begin == null) {
            return;
        }
        var endpoint = context.endpoints().lastHttpEndpoint();
        Timer.builder("headrace.http.requests")
                .description("Requests by endpoint and status")
                .tag("method", context.method().name())
                .tag("path", endpoint == null ? "none" : endpoint.path)
                .tag("status", Integer.toString(context.statusCode()))
                .register(registry)
                .record(Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
