package dev.headrace.cli;

import java.nio.file.Path;
import java.util.Map;

/// What surrounds the process.
record Environment(Map<String, String> variables, Path userHome, String userName) {

    static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Path.of(System.getProperty("user.home", "/")),
                System.getProperty("user.name", "postgres"));
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }
}
