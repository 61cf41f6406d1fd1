package dev.headrace.connectivity;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// The SHA-256 of a certificate or host key as people write it: hex with or without colons or
/// spaces, in any case; the API's `hash`; what `ssh-keygen -l` prints (`SHA256:…`).
///
/// @param hex lower case, no colons
public record Sha256(String hex) {
    private static final int BYTES = 32;
    private static final String LABEL = "SHA256:";

    /// Reads one; empty where the text is none.
    public static Optional<Sha256> parse(String text) {
        String plain = text.strip();
        if (plain.regionMatches(true, 0, LABEL, 0, LABEL.length())) {
            plain = plain.substring(LABEL.length());
        }
        String hex = plain.replaceAll("[: ]", "").toLowerCase(Locale.ROOT);
        if (hex.matches("[0-9a-f]{64}")) {
            return Optional.of(new Sha256(hex));
        }
        return ofBase64(plain);
    }

    private static Optional<Sha256> ofBase64(String text) {
        try {
            String url = text.replace('+', '-').replace('/', '_').replaceFirst("=+$", "");
            byte[] bytes = Base64.getUrlDecoder().decode(url);
            return bytes.length == BYTES
                    ? Optional.of(new Sha256(HexFormat.of().formatHex(bytes)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// In pairs with colons, upper case, as OpenSSL prints it.
    public String colons() {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(HexFormat.of().parseHex(hex));
    }
}
