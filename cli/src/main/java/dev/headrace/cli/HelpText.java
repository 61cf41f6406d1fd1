package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import java.util.ArrayList;
import java.util.List;

/// A command's help, laid out for a width.
final class HelpText {
    /// Wider lines are hard to read, however wide the window is.
    private static final int WIDTH_MAX = 100;

    /// Where descriptions begin, unless the window is narrow.
    private static final int DESCRIPTION_COLUMN = 30;

    private static final int INDENT = 2;

    private final int width;
    private final int descriptionColumn;
    private final Text text = Text.empty();

    private HelpText(int width) {
        this.width = Math.min(width, WIDTH_MAX);
        this.descriptionColumn = this.width < 80 ? 6 : DESCRIPTION_COLUMN;
    }

    static Text of(CommandDefinition command, int width) {
        HelpText help = new HelpText(width);
        help.addHead(command);
        help.addCommands(command);
        for (OptionGroup group : command.allGroups()) {
            help.addGroup(group);
        }
        help.addExamples(command.examples());
        return help.text;
    }

    private void addHead(CommandDefinition command) {
        text.bold("Usage:").add(" " + command.name());
        if (!command.shownCommands().isEmpty()) {
            text.add(" COMMAND");
        }
        text.add(" [OPTIONS]");
        Positional positional = command.positional();
        if (positional != null) {
            String dots = positional.max() > 1 ? "..." : "";
            String label = positional.label() + dots;
            text.add(positional.min() == 0 ? " [" + label + "]" : " " + label);
        }
        text.newLine().newLine();
        addParagraph(command.summary(), 0);
        if (positional != null && !positional.description().isEmpty()) {
            text.newLine();
            addRow(positional.label(), positional.description());
        }
    }

    private void addCommands(CommandDefinition command) {
        if (command.shownCommands().isEmpty()) {
            return;
        }
        text.newLine().bold("Commands").newLine();
        for (CommandDefinition shown : command.shownCommands()) {
            addRow(shown.word(), firstSentence(shown.summary()));
        }
    }

    /// Without its full stop.
    static String firstSentence(String summary) {
        int end = summary.indexOf(". ");
        String first = end < 0 ? summary : summary.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private void addGroup(OptionGroup group) {
        text.newLine().bold(group.heading()).newLine();
        for (CommandOption option : group.options()) {
            String name = option.name().equals("--help") ? "-h, --help" : option.name();
            addRow(option.isFlag() ? name : name + " " + option.label(), option.description());
        }
    }

    private void addExamples(List<Example> examples) {
        if (examples.isEmpty()) {
            return;
        }
        text.newLine().bold("Examples").newLine();
        String separator = "";
        for (Example example : examples) {
            text.lines(separator).spaces(INDENT).dim("# " + example.effect()).newLine();
            text.spaces(INDENT).add(example.command()).newLine();
            separator = "\n";
        }
    }

    private void addRow(String term, String description) {
        text.spaces(INDENT).add(term);
        int used = INDENT + term.length();
        if (used + INDENT > descriptionColumn) {
            text.newLine().spaces(descriptionColumn);
        } else {
            text.spaces(descriptionColumn - used);
        }
        addParagraph(description, descriptionColumn);
    }

    private void addParagraph(String paragraph, int indent) {
        String separator = "";
        for (String line : wrap(paragraph, width - indent)) {
            text.lines(separator).spaces(separator.isEmpty() ? 0 : indent).add(line);
            separator = "\n";
        }
        text.newLine();
    }

    static List<String> wrap(String paragraph, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
