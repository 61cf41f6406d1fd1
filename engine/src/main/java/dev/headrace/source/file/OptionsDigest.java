package dev.headrace.source.file;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Tells whether a file would become the same rows as before.
final class OptionsDigest {
    private OptionsDigest() {}

    /// Of all options that change what a file's rows become.
    static String of(FileSourceOptions options) {
        String text =
                String.join(
                        "\n",
                        String.valueOf(options.format()),
                        options.text().toString(),
                        options.columns().select().toString(),
                        options.columns().deselect().toString(),
                        new TreeMap<>(options.columns().casts()).toString(),
                        options.columns().naming().toString(),
                        options.columns().primaryKey().toString(),
                        String.valueOf(options.columns().origin()),
                        options.mode().toString(),
                        String.valueOf(options.valueBytesMax()),
                        String.valueOf(options.limit()));
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
