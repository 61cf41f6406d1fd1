package dev.headrace.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets up the log: lines to standard error, with the ids of requests and work as fields.
final class Logging {
    /// They tell at INFO what is of use to their own developers.
    private static final List<String> QUIET =
            List.of(
                    "org.eclipse.jetty",
                    "io.javalin",
                    "com.zaxxer.hikari",
                    "org.flywaydb",
                    "com.github.kagkarlsson",
                    "org.apache.sshd");

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%replace( [request=%X{request}]){' \\[request=\\]', ''}%replace( [work=%X{work}]){' \\[work=\\]', ''}%n";

    private Logging() {}

    /// @param toTerminal whether standard error is looked at by somebody
    static void setUp(LogFormat format, boolean toTerminal) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            // Under a test of something else: its log is its own.
            return;
        }
        context.reset();
        boolean json = format == LogFormat.JSON || (format == LogFormat.AUTO && !toTerminal);
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(json ? json(context) : text(context));
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
