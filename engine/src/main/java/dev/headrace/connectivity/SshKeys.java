package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/// Makes, reads and writes the key pairs with which we sign in to SSH servers.
public final class SshKeys {
    private static final int RSA_BITS = 4_096;

    static {
        JdkEd25519.install();
    }

    private SshKeys() {}

    /// A new pair, from the system's secure random source.
    public static KeyPair generate(SshKeyType type) {
        try {
            return switch (type) {
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                case RSA -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(RSA_BITS);
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK makes keys of type " + type.label(), e);
        }
    }

    /// The private key as OpenSSH keeps it, without a passphrase.
    ///
    /// @param comment for people, one line
    public static byte[] write(KeyPair pair, String comment) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, comment, null, out);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("A key of ours can be written", e);
        }
    }

    /// Reads a private key in OpenSSH's format or as PEM.
    ///
    /// @param name of the file, for messages
    /// @param passphrase null where none is known
    /// @throws UnreadableKeyException where it cannot be read, saying whether for want of a
    ///   passphrase
    public static KeyPair read(String name, byte[] text, @Nullable Secret passphrase)
            throws UnreadableKeyException {
        Passphrase asked = new Passphrase(passphrase);
        try {
            Iterable<KeyPair> pairs =
                    SecurityUtils.loadKeyPairIdentities(
                            null,
                            NamedResource.ofName(name),
                            new ByteArrayInputStream(text),
                            asked);
            Iterator<KeyPair> each = pairs == null ? null : pairs.iterator();
            if (each == null || !each.hasNext()) {
                throw new UnreadableKeyException("It holds no private key.", false, null);
            }
            return each.next();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new UnreadableKeyException(
                    asked.wanted
                            ? "Its passphrase is missing or wrong."
                            : "It is no private key in OpenSSH's format or PEM.",
                    asked.wanted,
                    e);
        }
    }

    /// The public half.
    public static HostKey publicKey(PublicKey key) {
        return HostKey.parse(PublicKeyEntry.toString(key));
    }

    /// Remembers whether the file asked for it at all.
    private static final class Passphrase implements FilePasswordProvider {
        private final @Nullable Secret passphrase;
        private boolean wanted;

        Passphrase(@Nullable Secret passphrase) {
            this.passphrase = passphrase;
        }

        @Override
        public @Nullable String getPassword(
                org.apache.sshd.common.session.@Nullable SessionContext session,
                NamedResource resource,
                int retry) {
            wanted = true;
            return passphrase == null ? null : passphrase.reveal();
        }
    }

    /// A private key could not be read. The message is a sentence without the key.
    public static final class UnreadableKeyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean locked;

        UnreadableKeyException(String message, boolean locked, @Nullable Throwable cause) {
            super(message, cause);
            this.locked = locked;
        }

        /// Whether a passphrase, or another one, may help.
        public boolean locked() {
            return locked;
        }
    }
}
