package dev.headrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Where the engine's and the driver's logs end: in `--verbose` and `--log-file`, through [Output]
/// like everything else, and nowhere without them. What a user must know is told as events instead.
public final class LogBridge implements SLF4JServiceProvider {
    /// Loggers are static in those who log, so what they write to is so too.
    private static volatile @Nullable Output output;

    /// The driver's; held here because the JDK holds loggers weakly and would forget the settings.
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    private final Map<String, org.slf4j.Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    /// From now on logs go to `target`, when they are asked for.
    static void connect(Output target, boolean wanted) {
        output = wanted ? target : null;
        DRIVER.setUseParentHandlers(false);
        for (Handler handler : DRIVER.getHandlers()) {
            DRIVER.removeHandler(handler);
        }
        if (wanted) {
            DRIVER.addHandler(new DriverLog());
        } else {
            DRIVER.setLevel(Level.OFF);
        }
    }

    private static void write(String level, String name, String message, @Nullable Throwable why) {
        Output target = output;
        if (target != null) {
            String room = name.substring(name.lastIndexOf('.') + 1);
            Text text = Text.empty().add(room + ": ").lines(message);
            if (why != null) {
                StringWriter trace = new StringWriter();
                why.printStackTrace(new PrintWriter(trace));
                text.newLine().lines(trace.toString().strip());
            }
            target.detail(level, text);
        }
    }

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, EngineLog::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    private static final class DriverLog extends Handler {
        @Override
        public void publish(LogRecord entry) {
            String message =
                    MessageFormatter.arrayFormat(entry.getMessage(), entry.getParameters())
                            .getMessage();
            write(
                    entry.getLevel().intValue() >= Level.WARNING.intValue() ? "WARN" : "INFO",
                    String.valueOf(entry.getLoggerName()),
                    message,
                    entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static final class EngineLog extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        /// Tells of every packet, several lines each.
        private static final String TUNNEL = "org.apache.sshd.";

        private final boolean chatty;

        EngineLog(String name) {
            this.name = name;
            this.chatty = name.startsWith(TUNNEL);
        }

        @Override
        protected void handleNormalizedLoggingCall(
                org.slf4j.event.Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable throwable) {
            write(
                    level.name(),
                    name,
                    MessageFormatter.basicArrayFormat(pattern, arguments),
                    throwable);
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return output != null && !chatty;
        }

        @Override
        public boolean isInfoEnabled() {
            return output != null && !chatty;
        }

        @Override
        public boolean isWarnEnabled() {
            return output != null;
        }

        @Override
        public boolean isErrorEnabled() {
            return output != null;
        }
    }
}
