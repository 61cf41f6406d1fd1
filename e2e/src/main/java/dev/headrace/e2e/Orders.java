package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;

/// Rows of an invented shop, the same at every call: a function of id and edition alone.
///
/// Between them they have what makes files hard: quoted separators, quotes and line ends, empty
/// beside missing text, characters outside the Basic Multilingual Plane, zones, negative decimals.
final class Orders {
    static final String HEADER = "id,customer,amount,ordered_at,note,paid\n";

    private static final Instant FIRST = Instant.parse("2024-02-28T22:15:00Z");
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private Orders() {}

    /// A data record of CSV with its line end.
    static String csv(long id, int edition) {
        return "%d,%d,%s,%s,%s,%s%n"
                .formatted(
                        id,
                        mixed(id, 1) % 1000,
                        amount(id, edition),
                        FIRST.plusSeconds(id * 61),
                        note(id, edition),
                        mixed(id, edition) % 3 == 0);
    }

    /// A line of JSON Lines.
    static String json(long id, int edition) {
        return """
        {"id":%d,"amount":%s,"ordered_at":"%s","note":%s,"tags":["a",%d]}
        """
                .formatted(
                        id,
                        amount(id, edition),
                        FIRST.plusSeconds(id * 61),
                        id % 4 == 0
                                ? "null"
                                : "\"n\u00e9\\u00e9 \\\"%d\\\" \ud83d\udc18\"".formatted(edition),
                        id % 7);
    }

    static String amount(long id, int edition) {
        long cents = mixed(id, edition) % 1_000_000 - 300_000;
        return String.format(Locale.ROOT, "%.2f", cents / 100.0);
    }

    private static String note(long id, int edition) {
        return switch (Math.toIntExact(id % 6)) {
            case 0 -> "";
            case 1 -> "\"\"";
            case 2 -> "\"said \"\"now\"\", edition " + edition + "\"";
            case 3 -> "\"two\nlines\"";
            case 4 -> "\u017c\u00f3\u0142w \ud83d\udc18 " + edition;
            default -> "plain";
        };
    }

    /// A positive number that looks random.
    static long mixed(long id, int edition) {
        long x = id * 0x9E37_79B9_7F4A_7C15L + edition * 0xBF58_476D_1CE4_E5B9L;
        x = (x ^ (x >>> 31)) * 0x94D0_49BB_1331_11EBL;
        return (x ^ (x >>> 29)) >>> 1;
    }

    /// The ids 1 to `count` in an order that has nothing to do with theirs.
    static LongStream shuffled(long count) {
        // A prime that no count of these tests is a multiple of visits every id once.
        return LongStream.range(0, count).map(i -> (i * 1_000_003 + 17) % count + 1);
    }

    static byte[] lines(String header, LongStream ids, LongFunction<String> line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(UTF_8));
        ids.forEach(id -> out.writeBytes(line.apply(id).getBytes(UTF_8)));
        return out.toByteArray();
    }

    /// Writes a file as an edition, compressed where the name says so; editions differ in their
    /// modification time.
    static void write(Path file, int edition, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, file.toString().endsWith(".gz") ? zipped(content) : content);
            Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plus(Duration.ofDays(edition))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] zipped(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
