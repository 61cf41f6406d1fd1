package dev.headrace.cli;

/// One call of the program, as a command sees it.
record Invocation(
        CommandDefinition root,
        Arguments arguments,
        Output output,
        Environment environment,
        Interruption interruption) {}
