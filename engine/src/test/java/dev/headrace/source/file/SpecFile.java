package dev.headrace.source.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads the cases of a specification that is written as data.
final class SpecFile {
    /// One case.
    ///
    /// @param expected per record `row ...` or `bad CODE LINE`, in order
    record Case(String id, String says, String input, List<String> expected) {
        byte[] bytes() {
            return unescape(input);
        }

        @Override
        public String toString() {
            return id + ": " + says;
        }
    }

    private SpecFile() {}

    static List<Case> read(String name) {
        List<Case> cases = new ArrayList<>();
        for (String block : text(name).split("\n\n", -1)) {
            if (block.startsWith("case ")) {
                cases.add(parse(block.strip().split("\n", -1)));
            }
        }
        return cases;
    }

    private static Case parse(String[] lines) {
        String[] head = lines[0].substring("case ".length()).split(": ", 2);
        String input = lines[1].substring("input ".length());
        return new Case(head[0], head[1], input, List.of(lines).subList(2, lines.length));
    }

    private static String text(String name) {
        try (InputStream stream = SpecFile.class.getResourceAsStream("/specs/" + name)) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] unescape(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        int i = 0;
        while (i < in.length) {
            if (in[i] != '\\') {
                bytes.write(in[i++]);
                continue;
            }
            char sign = (char) in[i + 1];
            i += 2;
            switch (sign) {
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case 't' -> bytes.write('\t');
                case 'x' -> {
                    bytes.write(
                            Integer.parseInt(new String(in, i, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> bytes.write(sign);
            }
        }
        return bytes.toByteArray();
    }
}
