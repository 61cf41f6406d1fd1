package dev.headrace.cli;

import dev.headrace.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Everything that the command prints goes through here. Standard output carries the result and
/// nothing else; standard error carries the rest. Thread-safe.
///
/// A reader that went away (`| head`) is no failure: what nobody reads is not printed.
final class Output {
    private static final String ERASE_LINE = "\r\u001b[K";

    private final OutputStream out;
    private final OutputStream err;
    private final Screen outScreen;
    private final Screen errScreen;
    private GlobalOptions options;
    private @Nullable LogFile log;
    private boolean documentPrinted;
    private boolean resultLost;
    private String liveLine = "";

    Output(
            OutputStream out,
            OutputStream err,
            Screen outScreen,
            Screen errScreen,
            GlobalOptions options) {
        this.out = out;
        this.err = err;
        this.outScreen = outScreen;
        this.errScreen = errScreen;
        this.options = options;
    }

    /// What the user asked for, once that is understood.
    synchronized void use(GlobalOptions understood, @Nullable LogFile logFile) {
        this.options = understood;
        this.log = logFile;
    }

    synchronized GlobalOptions options() {
        return options;
    }

    /// Whether results and messages go to the same place, as `2>&1` has it.
    boolean streamsAreOne() {
        return outScreen.isSameAs(errScreen);
    }

    boolean errIsTerminal() {
        return errScreen.isTerminal();
    }

    int outWidth() {
        return outScreen.width();
    }

    /// What a table of results may take: names are cut for a screen only, never in a file.
    int tableWidth() {
        return outScreen.isTerminal() ? outScreen.width() : Integer.MAX_VALUE;
    }

    int errWidth() {
        return errScreen.width();
    }

    /// The result for people; with `--json` the document is the result instead.
    synchronized void result(Text text) {
        if (!options.json()) {
            eraseLiveLine();
            writeResult(text.render(options.color() && outScreen.isTerminal()) + "\n");
        }
    }

    /// The result for programs. Only the first one is printed, whoever comes second.
    synchronized void document(Json.Members document) {
        if (options.json() && !documentPrinted) {
            documentPrinted = true;
            eraseLiveLine();
            boolean forPeople = outScreen.isTerminal();
            writeResult((forPeople ? Json.writeIndented(document) : Json.write(document)) + "\n");
        }
    }

    /// Something good to know.
    synchronized void note(Text text) {
        log("INFO", text);
        if (!options.quiet()) {
            line(text);
        }
    }

    synchronized void warn(String sentence) {
        Text text = Text.empty().add("warning: ", Text.Style.YELLOW).add(sentence);
        log("WARN", text);
        line(text);
    }

    synchronized void fail(Failure failure) {
        Text text = FailureText.of(failure, options.verbose());
        log("ERROR", FailureText.of(failure, true));
        line(text);
    }

    /// Something failed that is told otherwise, too.
    ///
    /// @param nextStep null where nothing is to be done
    synchronized void fail(String sentence, @Nullable String nextStep) {
        Text text = Text.empty().add("error: ", Text.Style.RED).add(sentence);
        if (nextStep != null) {
            text.newLine().dim("  next  ").add(nextStep);
        }
        log("ERROR", text);
        line(text);
    }

    /// What is done in detail.
    synchronized void detail(String level, Text text) {
        log(level, text);
        if (options.verbose()) {
            Text shown = Text.empty();
            for (String each : text.toString().split("\n", -1)) {
                (shown.isEmpty() ? shown : shown.newLine()).dim(each);
            }
            line(shown);
        }
    }

    /// Replaces the live line.
    synchronized void live(Text text) {
        String line = text.render(options.color());
        liveLine = line;
        writeError("\r" + line + "\u001b[K");
    }

    synchronized void endLiveLine() {
        eraseLiveLine();
        liveLine = "";
    }

    private void line(Text text) {
        eraseLiveLine();
        writeError(text.render(options.color() && errScreen.isTerminal()) + "\n" + liveLine);
    }

    private void eraseLiveLine() {
        if (!liveLine.isEmpty()) {
            writeError(ERASE_LINE);
        }
    }

    private void log(String level, Text text) {
        if (log != null) {
            log.write(level, text.toString());
        }
    }

    /// Whether a result could not be written although somebody may want to read it, such as to a
    /// disk that is full.
    synchronized boolean resultLost() {
        return resultLost;
    }

    private void writeResult(String text) {
        try {
            write(out, text);
        } catch (IOException e) {
            resultLost |= !String.valueOf(e.getMessage()).contains("Broken pipe");
        }
    }

    private void writeError(String text) {
        try {
            write(err, text);
        } catch (IOException e) {
            // Nobody reads it any more; what was asked for is done all the same.
        }
    }

    private static void write(OutputStream stream, String text) throws IOException {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }
}
