package dev.headrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What surrounds the process.
record Environment(Map<String, String> variables, Path userHome, String userName) {

    static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                // The shell's word counts before the password database's, which is all Java asks.
                Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home", "/"))),
                System.getProperty("user.name", "postgres"));
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /// Who acts, for people: `ada@desk`.
    String actor() {
        return userName + "@" + machine();
    }

    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
