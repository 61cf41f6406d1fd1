package dev.headrace.source.file;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Texts that stand for NULL: those that the user named, and those that often do.
final class NullMarkers {
    /// What people and programs write where a value is missing.
    private static final NullMarkers SUSPECTED =
            new NullMarkers(
                    List.of(
                            "NA", "N/A", "n/a", "#N/A", "NULL", "null", "Null", "\\N", "None",
                            "none", "nan", "-", "--", "?", ".", "missing"));

    private final byte[][] texts;
    private final List<String> names;

    private NullMarkers(List<String> names) {
        this.names = List.copyOf(names);
        this.texts =
                names.stream()
                        .map(name -> name.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
    }

    static NullMarkers of(List<String> names) {
        return new NullMarkers(names);
    }

    static NullMarkers suspected() {
        return SUSPECTED;
    }

    boolean isEmpty() {
        return texts.length == 0;
    }

    int size() {
        return texts.length;
    }

    String name(int marker) {
        return names.get(marker);
    }

    /// Which of the markers the text is, -1 if none.
    int find(byte[] b, int from, int to) {
        int length = to - from;
        for (int m = 0; m < texts.length; m++) {
            byte[] text = texts[m];
            if (text.length == length && matches(text, b, from)) {
                return m;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] text, byte[] b, int from) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] != b[from + i]) {
                return false;
            }
        }
        return true;
    }
}
