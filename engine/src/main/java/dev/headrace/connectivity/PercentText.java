package dev.headrace.connectivity;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Percent-decoding as URLs have it, strictly: `%` and two hex digits, UTF-8, no U+0000.
final class PercentText {
    private PercentText() {}

    static Optional<String> decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i];
            if (value == '%') {
                value = i + 2 < bytes.length ? hex(bytes[i + 1], bytes[i + 2]) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                i += 2;
            }
            if (value == 0) {
                return Optional.empty();
            }
            decoded.write(value);
        }
        return strictUtf8(decoded.toByteArray());
    }

    private static int hex(byte high, byte low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : first * 16 + second;
    }

    private static Optional<String> strictUtf8(byte[] bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
