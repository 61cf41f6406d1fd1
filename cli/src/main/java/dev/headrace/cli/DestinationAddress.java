package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.PasswordFile;
import dev.headrace.secret.Secret;
import java.io.Console;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds out what `--to` means: a URL or a profile, and the password from wherever it is kept.
final class DestinationAddress {
    private final Environment environment;
    private final Consumer<String> warnings;

    DestinationAddress(Environment environment, Consumer<String> warnings) {
        this.environment = environment;
        this.warnings = warnings;
    }

    /// A URL says no more than a profile that leaves the way open.
    ///
    /// @throws dev.headrace.failure.Failure `USAGE` where it means nothing
    DestinationProfiles.Profile resolve(String to) {
        DestinationProfiles.Profile said =
                DatabaseUrl.isUrl(to)
                        ? ofUrl(DatabaseUrl.parse(to))
                        : new DestinationProfiles(
                                        HeadraceHome.of(environment),
                                        environment.variables(),
                                        warnings)
                                .find(to);
        DatabaseAddress address = said.connection().address();
        String variable = environment.variable("PGPASSWORD");
        if (address.password() == null && !variable.isEmpty()) {
            address = address.withPassword(Secret.of(variable));
        }
        return new DestinationProfiles.Profile(
                said.connection()
                        .withAddress(
                                address.password() == null ? withKeptPassword(address) : address),
                said.wayNamed(),
                said.encryptionNamed());
    }

    private DestinationProfiles.Profile ofUrl(DatabaseUrl url) {
        DatabaseConnection connection =
                url.connection(
                        environment.variables(), environment.userName(), environment.userHome());
        return new DestinationProfiles.Profile(connection, false, false);
    }

    private DatabaseAddress withKeptPassword(DatabaseAddress address) {
        Optional<Secret> kept =
                PasswordFile.of(environment.variables(), environment.userHome())
                        .find(address, warnings);
        return kept.map(address::withPassword).orElse(address);
    }

    /// Asks on the terminal; empty where there is none or the answer is empty.
    // JDK 25 answers null again where no terminal is.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<DatabaseAddress> askPassword(DatabaseAddress address) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        char[] typed =
                console.readPassword(
                        "%s",
                        Printable.line(
                                "Password of %s for %s: "
                                        .formatted(address.user(), address.host())));
        return typed == null || typed.length == 0
                ? Optional.empty()
                : Optional.of(address.withPassword(Secret.of(new String(typed))));
    }
}
