package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// A process that owns an embedded PostgreSQL, for tests that kill one. Says `ready <port> <pid>`
/// or `failed <reason> <sentence>`, and stops the server when its standard input ends.
final class OwnerProgram {
    private OwnerProgram() {}

    /// Arguments: the home, where binaries are unpacked, and `outliving`, `account` or nothing.
    public static void main(String[] arguments) throws IOException {
        EmbeddedPostgresOptions options =
                EmbeddedPostgresOptions.in(Path.of(arguments[0]))
                        .withBinariesDirectory(Path.of(arguments[1]))
                        .withSetting("fsync", "off");
        for (String argument : arguments) {
            options =
                    switch (argument) {
                        case "outliving" -> options.outlivingOwner();
                        case "account" -> options.withoutUserNamespace();
                        default -> options;
                    };
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            say("ready " + postgres.port() + " " + postgres.pid());
            System.in.readAllBytes();
        } catch (EmbeddedPostgresFailure e) {
            say("failed " + e.reason() + " " + e.sentence());
        }
    }

    private static void say(String line) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write((line + "\n").getBytes(UTF_8));
    }
}
