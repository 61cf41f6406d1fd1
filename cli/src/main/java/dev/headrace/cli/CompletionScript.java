package dev.headrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Completion scripts, written from the command definitions. Words that are no options complete to
/// files, since that is what most of them are.
final class CompletionScript {
    private final CommandDefinition root;

    CompletionScript(CommandDefinition root) {
        this.root = root;
    }

    String bash() {
        StringBuilder cases = new StringBuilder();
        StringBuilder choices = new StringBuilder();
        for (CommandDefinition command : commands(root, new ArrayList<>())) {
            cases.append("        '%s') words='%s' ;;\n".formatted(path(command), words(command)));
        }
        for (CommandOption option : choiceOptions()) {
            choices.append(
                    "        %s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n"
                            .formatted(option.name(), String.join(" ", option.choices())));
        }
        return """
        # bash completion for headrace
        _headrace_complete() {
            local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
            local path='' words='' i
            for ((i = 1; i < COMP_CWORD; i++)); do
                case " %s " in
                    *" ${COMP_WORDS[i]} "*) path="${path:+$path }${COMP_WORDS[i]}" ;;
                esac
            done
            case $previous in
        %s    esac
            case $path in
        %s    esac
            if [[ $word == -* || -z $path || $path == state || $path == completion ]]; then
                COMPREPLY=($(compgen -W "$words" -- "$word"))
            else
                COMPREPLY=($(compgen -f -- "$word"))
            fi
        }
        complete -o filenames -F _headrace_complete headrace ./headrace
        """
                .formatted(commandWords(), choices, cases);
    }

    String zsh() {
        return """
        #compdef headrace
        # zsh completion for headrace, by way of its bash completion
        autoload -Uz bashcompinit && bashcompinit
        """
                + bash()
                + """
                # As a file on the fpath this is the function's own body, called to complete.
                if [[ $funcstack[1] == _headrace ]]; then
                    _bash_complete -o filenames -F _headrace_complete
                fi
                """;
    }

    String fish() {
        StringBuilder script = new StringBuilder("# fish completion for headrace\n");
        for (CommandDefinition command : commands(root, new ArrayList<>())) {
            String condition = fishCondition(command);
            for (CommandDefinition child : command.shownCommands()) {
                script.append(
                        "complete -c headrace -f -n '%s' -a %s -d '%s'\n"
                                .formatted(
                                        condition,
                                        child.word(),
                                        fishText(HelpText.firstSentence(child.summary()))));
            }
            if (command.word().equals("completion")) {
                script.append(
                        "complete -c headrace -f -n '%s' -a '%s'\n"
                                .formatted(condition, CompletionCommand.shells()));
            }
            for (CommandOption option : command.allOptions()) {
                script.append(
                        "complete -c headrace -n '%s' -l %s"
                                .formatted(condition, option.name().substring(2)));
                if (!option.isFlag()) {
                    script.append(" -r");
                }
                if (!option.choices().isEmpty()) {
                    script.append(" -f -a '%s'".formatted(String.join(" ", option.choices())));
                }
                script.append(" -d '%s'\n".formatted(fishText(option.description())));
            }
        }
        return script.toString();
    }

    private static String fishCondition(CommandDefinition command) {
        String path = path(command);
        if (path.isEmpty()) {
            return "__fish_use_subcommand";
        }
        return List.of(path.split(" ", -1)).stream()
                .map("__fish_seen_subcommand_from %s"::formatted)
                .collect(Collectors.joining("; and "));
    }

    private static String fishText(String text) {
        return text.replace("\\", "\\\\").replace("'", "\\'");
    }

    private static List<CommandDefinition> commands(
            CommandDefinition command, List<CommandDefinition> found) {
        found.add(command);
        command.shownCommands().forEach(child -> commands(child, found));
        return found;
    }

    /// What is typed after the program's name.
    private static String path(CommandDefinition command) {
        int space = command.name().indexOf(' ');
        return space < 0 ? "" : command.name().substring(space + 1);
    }

    private static String words(CommandDefinition command) {
        List<String> words = new ArrayList<>();
        command.shownCommands().forEach(child -> words.add(child.word()));
        if (command.word().equals("completion")) {
            words.add(CompletionCommand.shells());
        }
        command.allOptions().forEach(option -> words.add(option.name()));
        return String.join(" ", words);
    }

    private String commandWords() {
        return commands(root, new ArrayList<>()).stream()
                .skip(1)
                .map(CommandDefinition::word)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private List<CommandOption> choiceOptions() {
        return commands(root, new ArrayList<>()).stream()
                .flatMap(command -> command.allOptions().stream())
                .filter(option -> !option.choices().isEmpty())
                .distinct()
                .toList();
    }
}
