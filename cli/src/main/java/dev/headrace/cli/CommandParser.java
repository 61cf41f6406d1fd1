package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.failure.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Understands a command line. The definitions are handed to picocli as values, without
/// annotations: no reflection at start-up.
final class CommandParser {
    /// What was typed.
    ///
    /// @param helpWanted whether only the command's help is asked for
    record Parsed(CommandDefinition command, Arguments arguments, boolean helpWanted) {}

    private static final String HELP = "--help";

    private final CommandDefinition root;

    CommandParser(CommandDefinition root) {
        this.root = root;
    }

    /// Understands the words after the program's name.
    ///
    /// @throws Failure `USAGE`, with what was probably meant
    Parsed parse(String[] words) {
        CommandLine line = new CommandLine(spec(root));
        line.setPosixClusteredShortOptionsAllowed(false)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setTrimQuotes(false)
                .setUnmatchedOptionsArePositionalParams(false);
        try {
            return understood(line.parseArgs(words));
        } catch (ParameterException e) {
            throw translate(e);
        }
    }

    private Parsed understood(ParseResult result) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        CommandDefinition command = root;
        ParseResult level = result;
        collect(level, options);
        while (level.hasSubcommand()) {
            level = level.subcommand();
            command = child(command, level.commandSpec().name());
            collect(level, options);
        }
        List<String> positionals = new ArrayList<>();
        for (ArgSpec positional : level.matchedPositionals()) {
            positionals.addAll(positional.originalStringValues());
        }
        Arguments arguments = new Arguments(options, List.copyOf(positionals));
        boolean helpWanted = arguments.has(HELP);
        if (!helpWanted) {
            check(command, arguments);
        }
        return new Parsed(command, arguments, helpWanted);
    }

    private static void collect(ParseResult level, Map<String, List<String>> options) {
        for (OptionSpec option : level.matchedOptions()) {
            options.computeIfAbsent(option.longestName(), _ -> new ArrayList<>())
                    .addAll(
                            option.isOption() && option.arity().max() > 0
                                    ? option.originalStringValues()
                                    : List.of());
        }
    }

    private static CommandDefinition child(CommandDefinition parent, String word) {
        return parent.commands().stream()
                .filter(command -> command.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    private static void check(CommandDefinition command, Arguments arguments) {
        for (CommandOption option : command.allOptions()) {
            List<String> choices = option.choices();
            arguments
                    .value(option.name())
                    .filter(value -> !choices.isEmpty() && !choices.contains(value))
                    .ifPresent(value -> {
                        throw Usage.value(
                                option.name(), value, "Choose " + Usage.oneOf(choices) + ".");
                    });
        }
        Positional positional = command.positional();
        int count = arguments.positionals().size();
        if (positional != null && count < positional.min()) {
            throw Usage.failure(
                    "%s needs %s.".formatted(command.name(), positional.label()), seeHelp(command));
        }
        if (positional != null && count > positional.max()) {
            throw Usage.failure(
                    "%s has no use for '%s'."
                            .formatted(
                                    command.name(),
                                    Usage.shown(arguments.positionals().get(positional.max()))),
                    seeHelp(command));
        }
    }

    private static CommandSpec spec(CommandDefinition definition) {
        CommandSpec spec = CommandSpec.create().name(definition.word());
        for (CommandOption option : definition.allOptions()) {
            spec.addOption(option(option));
        }
        if (definition.positional() != null) {
            spec.addPositional(
                    PositionalParamSpec.builder()
                            .paramLabel(definition.positional().label())
                            .type(List.class)
                            .auxiliaryTypes(String.class)
                            .arity("0..*")
                            .index("0..*")
                            .build());
        }
        for (CommandDefinition command : definition.commands()) {
            spec.addSubcommand(command.word(), spec(command));
        }
        return spec;
    }

    private static OptionSpec option(CommandOption option) {
        if (option.isFlag()) {
            boolean help = option.name().equals(HELP);
            OptionSpec.Builder flag =
                    help ? OptionSpec.builder(HELP, "-h") : OptionSpec.builder(option.name());
            return flag.type(boolean.class).arity("0").build();
        }
        return OptionSpec.builder(option.name())
                .paramLabel(option.label())
                .type(option.repeatable() ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .build();
    }

    private Failure translate(ParameterException e) {
        CommandDefinition command = definition(e.getCommandLine());
        return switch (e) {
            case UnmatchedArgumentException unmatched -> unmatched(command, unmatched);
            case OverwrittenOptionException again ->
                    Usage.failure(
                            "%s is given twice.".formatted(name(again.getOverwritten())),
                            "Give it once.");
            case MissingParameterException missing -> missing(command, missing);
            default ->
                    Usage.failure(
                            asSentence(Usage.shown(String.valueOf(e.getMessage()))),
                            seeHelp(command));
        };
    }

    private Failure missing(CommandDefinition command, MissingParameterException e) {
        ArgSpec argument = e.getMissing().getFirst();
        return Usage.failure(
                "%s needs a value: %s %s."
                        .formatted(name(argument), name(argument), argument.paramLabel()),
                seeHelp(command));
    }

    private Failure unmatched(CommandDefinition command, UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        if (e.isUnknownOption() || (word.startsWith("-") && word.length() > 1)) {
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            List<String> known = command.allOptions().stream().map(CommandOption::name).toList();
            return Usage.failure(
                    "%s has no option %s.%s"
                            .formatted(command.name(), option, meant(option, known)),
                    seeHelp(command));
        }
        if (command.commands().isEmpty()) {
            return Usage.failure(
                    "%s has no use for '%s'.".formatted(command.name(), Usage.shown(word)),
                    seeHelp(command));
        }
        List<String> known = command.shownCommands().stream().map(CommandDefinition::word).toList();
        return Usage.failure(
                "%s has no command '%s'.%s"
                        .formatted(command.name(), Usage.shown(word), meant(word, known)),
                seeHelp(command));
    }

    private static String meant(String typed, List<String> known) {
        Optional<String> nearest = Spelling.nearest(typed, known);
        return nearest.map(word -> " Did you mean " + word + "?").orElse("");
    }

    private CommandDefinition definition(CommandLine line) {
        CommandLine parent = line.getParent();
        return parent == null ? root : child(definition(parent), line.getCommandName());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String seeHelp(CommandDefinition command) {
        return "See " + command.name() + " --help.";
    }

    private static String asSentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }
}
