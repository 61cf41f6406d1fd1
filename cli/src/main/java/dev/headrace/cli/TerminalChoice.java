package dev.headrace.cli;

import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.TrustChoice;
import java.io.Console;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows what is to be approved to the person at the terminal, and lets them choose. What the
/// command line approves already is not asked.
final class TerminalChoice implements TrustChoice {
    /// Answers that mean nothing, until none is taken for it.
    private static final int QUESTIONS_MAX = 3;

    private final TrustFlags flags;
    private final Output output;
    private final Console console;

    private TerminalChoice(TrustFlags flags, Output output, Console console) {
        this.flags = flags;
        this.output = output;
        this.console = console;
    }

    /// The flags alone where nobody can be asked.
    // JDK 25 answers null again where no terminal is.
    @SuppressWarnings("SystemConsoleNull")
    static TrustChoice of(TrustFlags flags, Output output) {
        Console console = System.console();
        if (console == null
                || !console.isTerminal()
                || !output.errIsTerminal()
                || output.options().quiet()) {
            return flags;
        }
        return new TerminalChoice(flags, output, console);
    }

    @Override
    public boolean approveTrusted(SetupDetails details) {
        return flags.approveTrusted(details);
    }

    @Override
    public boolean approve(SetupDetails details, String sentence) {
        if (flags.approve(details, sentence)) {
            return true;
        }
        output.endLiveLine();
        output.note(Text.empty().newLine().add(sentence, Text.Style.YELLOW));
        return switch (details) {
            case SetupDetails.Certificates(List<PresentedCertificate> presented) ->
                    certificates(presented);
            case SetupDetails.Fingerprint(String host, HostKey key) -> fingerprint(host, key);
        };
    }

    private boolean certificates(List<PresentedCertificate> presented) {
        output.note(
                TrustText.presented("The server presents", presented, true)
                        .newLine()
                        .newLine()
                        .add(
                                "Compare the SHA-256 with what the server's administrator has."
                                        + " Approve none if you cannot.")
                        .newLine());
        int count = presented.size();
        for (int i = 0; i < QUESTIONS_MAX; i++) {
            String answer =
                    answer(
                            count == 1
                                    ? "Approve it (1, or none)? "
                                    : "Approve which (1 to %d, or none)? ".formatted(count));
            if (answer == null || answer.isEmpty() || answer.equals("none")) {
                return false;
            }
            if (answer.matches("[0-9]{1,2}")
                    && Integer.parseInt(answer) >= 1
                    && Integer.parseInt(answer) <= count) {
                return flags.approve(List.of(presented.get(Integer.parseInt(answer) - 1)));
            }
        }
        return false;
    }

    private boolean fingerprint(String host, HostKey key) {
        Text text = Text.empty().add("%s presents the host key".formatted(host)).newLine();
        text.newLine().add("  ").bold(key.toString());
        for (ApprovedFingerprint each : flags.approvals().fingerprints()) {
            text.newLine()
                    .add("  approved before: %s, by %s".formatted(each.key(), each.validatedBy()));
        }
        output.note(
                text.newLine()
                        .newLine()
                        .add(
                                "Compare it with what the bastion's administrator has: ssh-keygen -lf"
                                        + " /etc/ssh/ssh_host_ed25519_key.pub")
                        .newLine());
        String answer = answer("Approve it (yes or no)? ");
        return answer != null && (answer.equals("yes") || answer.equals("y")) && flags.approve(key);
    }

    private @Nullable String answer(String question) {
        String typed = console.readLine("%s", question);
        return typed == null ? null : typed.strip().toLowerCase(Locale.ROOT);
    }
}
