package dev.headrace.connectivity;

import java.util.Locale;

/// A kind of key pair that we make for signing in to SSH servers.
public enum SshKeyType {
    /// Short, fast, known to OpenSSH since 2014.
    ED25519("ssh-ed25519"),

    /// For servers that know nothing newer; 4,096 bits, and only ever used with SHA-2 signatures.
    RSA("ssh-rsa");

    private final String wireName;

    SshKeyType(String wireName) {
        this.wireName = wireName;
    }

    /// The first word of a line in `authorized_keys`.
    public String wireName() {
        return wireName;
    }

    /// For file names: `ed25519`, `rsa`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
