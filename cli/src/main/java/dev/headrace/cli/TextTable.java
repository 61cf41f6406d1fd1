package dev.headrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Columns of text, aligned.
final class TextTable {
    private static final String GAP = "  ";
    private static final int FIRST_COLUMN_MIN = 12;

    private final List<String> headings;
    private final boolean[] rightAligned;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param headings a heading that begins with `>` stands over numbers
    TextTable(String... headings) {
        this.headings = new ArrayList<>();
        this.rightAligned = new boolean[headings.length];
        for (int i = 0; i < headings.length; i++) {
            rightAligned[i] = headings[i].startsWith(">");
            this.headings.add(rightAligned[i] ? headings[i].substring(1) : headings[i]);
        }
    }

    void add(String... cells) {
        rows.add(Stream.of(cells).map(Printable::line).toList());
    }

    /// Cuts the first column where the table would be wider than the screen.
    Text render(int screenWidth) {
        int[] widths = widths();
        int tooMuch = Math.max(0, width() - screenWidth);
        widths[0] = Math.max(Math.min(widths[0], FIRST_COLUMN_MIN), widths[0] - tooMuch);
        Text text = Text.empty().dim(line(headings, widths));
        for (List<String> row : rows) {
            text.newLine().add(line(row, widths));
        }
        return text;
    }

    /// Of its widest line.
    int width() {
        return IntStream.of(widths()).sum() + GAP.length() * (headings.size() - 1);
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Printable.width(headings.get(i));
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
            }
        }
        return widths;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = Printable.fit(cells.get(i), widths[i]);
            String padding = " ".repeat(widths[i] - Printable.width(cell));
            line.append(i == 0 ? "" : GAP);
            line.append(rightAligned[i] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
