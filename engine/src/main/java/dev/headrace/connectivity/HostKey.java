package dev.headrace.connectivity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// An SSH server's public key.
///
/// @param type as in `known_hosts`: `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`
/// @param base64 the key as SSH puts it on the wire, in base64 with padding
public record HostKey(String type, String base64) {

    /// Reads `ssh-ed25519 AAAA… comment`.
    ///
    /// @throws IllegalArgumentException where it is no such line
    public static HostKey parse(String line) {
        String[] words = line.strip().split("\\s+", 3);
        if (words.length < 2) {
            throw new IllegalArgumentException("No key line");
        }
        return of(words[0], Base64.getDecoder().decode(words[1]));
    }

    /// From the bytes that SSH puts on the wire.
    public static HostKey of(String type, byte[] blob) {
        return new HostKey(type, Base64.getEncoder().encodeToString(blob));
    }

    /// The API's `hash`: SHA-256 of the blob, base64url without padding.
    public String hash() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest());
    }

    /// As `ssh-keygen -l` prints it: `SHA256:` and base64 without padding.
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest());
    }

    /// Hex, lower case.
    public String sha256() {
        return HexFormat.of().formatHex(digest());
    }

    /// One line as in `known_hosts`, without the host.
    public String line() {
        return type + " " + base64;
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
