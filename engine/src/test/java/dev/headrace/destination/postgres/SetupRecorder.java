package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Runs setup tests and hears what they tell on the way.
final class SetupRecorder implements SetupListener {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    static SetupReport test(String url) {
        return setup(connection(url), SetupOptions.standard(), new SetupRecorder()).run();
    }

    static SetupReport test(String url, Duration testTime) {
        return setup(
                        connection(url),
                        SetupOptions.standard().withTestTime(testTime),
                        new SetupRecorder())
                .run();
    }

    static PostgresSetup setup(
            DatabaseConnection connection, SetupOptions options, SetupListener listener) {
        return new PostgresSetup(
                connection,
                Surroundings.bare(InstantSource.system()),
                listener,
                TrustChoice.none(),
                options);
    }

    static DatabaseConnection connection(String url) {
        return DatabaseConnection.direct(DatabaseUrl.parse(url).complete(Map.of(), "nobody"));
    }

    static SetupTestResult result(SetupReport report, SetupTest test) {
        return report.results().stream()
                .filter(result -> result.test() == test)
                .findFirst()
                .orElseThrow();
    }

    static List<SetupStatus> statuses(SetupReport report) {
        return report.results().stream().map(SetupTestResult::status).toList();
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public void started(SetupTest test) {
        heard.add("started " + test);
    }

    @Override
    public void trying(SetupTest test, String step) {
        heard.add(test + " " + step);
    }

    @Override
    public void finished(SetupTestResult result) {
        heard.add("finished " + result.test() + " " + result.status());
    }
}
