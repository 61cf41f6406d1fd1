package dev.headrace.cli;

import java.util.ArrayList;
import java.util.List;

/// What is printed: pieces of text with a style. Everything that goes in is made safe for a
/// terminal, so that no caller has to think of it.
final class Text {
    /// How a piece looks where colours are wanted.
    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("1;31"),
        YELLOW("1;33"),
        GREEN("1;32");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private record Piece(String text, Style style) {}

    private final List<Piece> pieces = new ArrayList<>();

    static Text of(String text) {
        return new Text().add(text);
    }

    static Text empty() {
        return new Text();
    }

    /// Adds text of one line.
    Text add(String text) {
        return add(text, Style.PLAIN);
    }

    Text add(String text, Style style) {
        pieces.add(new Piece(Printable.line(text), style));
        return this;
    }

    Text bold(String text) {
        return add(text, Style.BOLD);
    }

    Text dim(String text) {
        return add(text, Style.DIM);
    }

    /// Adds text whose line breaks stay.
    Text lines(String text) {
        pieces.add(new Piece(Printable.lines(text), Style.PLAIN));
        return this;
    }

    Text newLine() {
        pieces.add(new Piece("\n", Style.PLAIN));
        return this;
    }

    Text add(Text other) {
        pieces.addAll(other.pieces);
        return this;
    }

    Text spaces(int count) {
        return add(" ".repeat(Math.max(0, count)));
    }

    boolean isEmpty() {
        return pieces.stream().allMatch(piece -> piece.text.isEmpty());
    }

    String render(boolean colored) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            boolean styled = colored && piece.style != Style.PLAIN && !piece.text.isEmpty();
            if (styled) {
                text.append("\u001b[").append(piece.style.code).append('m');
            }
            text.append(piece.text);
            if (styled) {
                text.append("\u001b[0m");
            }
        }
        return text.toString();
    }

    /// Without colours.
    @Override
    public String toString() {
        return render(false);
    }
}
