package dev.headrace.connectivity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Reads a private key as OpenSSL writes it: PKCS#8 (RFC 5958), plain or encrypted, and the older
/// forms PKCS#1 for RSA and SEC 1 for elliptic curves, plain or with `DEK-Info`.
final class PrivateKeyPem {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ((?:ENCRYPTED |RSA |EC )?PRIVATE KEY)-----(.*?)-----END \\1-----",
                    Pattern.DOTALL);

    private static final Pattern ENCRYPTION =
            Pattern.compile("DEK-Info:\\s*([A-Z0-9-]+),([0-9A-Fa-f]+)");

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /// `rsaEncryption` without parameters.
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    /// The identifier `ecPublicKey`; the curve follows.
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private final char @Nullable [] passphrase;

    PrivateKeyPem(char @Nullable [] passphrase) {
        this.passphrase = passphrase;
    }

    /// Why a key cannot be used; its message is a sentence without any of the key.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    PrivateKey read(String pem) throws Unusable {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new Unusable("It holds no private key in PEM.", null);
        }
        try {
            return switch (block.group(1)) {
                case "PRIVATE KEY" -> key(decoded(block.group(2)));
                case "ENCRYPTED PRIVATE KEY" -> decrypted(decoded(block.group(2)));
                case "RSA PRIVATE KEY" -> key(ofRsa(plain(block.group(2))));
                default -> key(ofCurve(plain(block.group(2))));
            };
        } catch (IOException | IllegalArgumentException e) {
            throw new Unusable("The private key is damaged.", e);
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws Unusable {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // The next kind.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every JDK has " + algorithm, e);
            }
        }
        throw new Unusable("The private key is neither RSA, nor ECDSA, nor Ed25519.", null);
    }

    private PrivateKey decrypted(byte[] encrypted) throws Unusable, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
        // PBES2 names its parts only in the parameters.
        String algorithm =
                info.getAlgName().startsWith("PBES2") || info.getAlgName().startsWith("1.2.840")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        try {
            PBEKeySpec spec = new PBEKeySpec(needed());
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
                    info.getAlgParameters());
            return key(info.getKeySpec(cipher).getEncoded());
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw wrongPassphrase(e);
        } catch (GeneralSecurityException e) {
            throw new Unusable("The private key is encrypted in a way that is not known.", e);
        }
    }

    private char[] needed() throws Unusable {
        if (passphrase == null) {
            throw new Unusable("The private key is encrypted, and no passphrase was given.", null);
        }
        return passphrase;
    }

    private static Unusable wrongPassphrase(Throwable cause) {
        return new Unusable("The passphrase does not open the private key.", cause);
    }

    /// The bytes of one of the older forms, decrypted where they are encrypted.
    private byte[] plain(String body) throws Unusable {
        Matcher encryption = ENCRYPTION.matcher(body);
        if (!encryption.find()) {
            return decoded(body);
        }
        byte[] encrypted = decoded(body.substring(encryption.end()));
        byte[] iv = HexFormat.of().parseHex(encryption.group(2));
        try {
            Cipher cipher;
            String name = encryption.group(1);
            switch (name) {
                case "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" -> {
                    int bits = Integer.parseInt(name.substring(4, 7));
                    cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
                    cipher.init(
                            Cipher.DECRYPT_MODE,
                            new SecretKeySpec(derived(iv, bits / 8), "AES"),
                            new IvParameterSpec(iv));
                }
                case "DES-EDE3-CBC" -> {
                    cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
                    cipher.init(
                            Cipher.DECRYPT_MODE,
                            new SecretKeySpec(derived(iv, 24), "DESede"),
                            new IvParameterSpec(iv));
                }
                default ->
                        throw new Unusable("The private key is encrypted with " + name + ".", null);
            }
            return cipher.doFinal(encrypted);
        } catch (GeneralSecurityException e) {
            throw wrongPassphrase(e);
        }
    }

    /// OpenSSL's own derivation for its older forms: MD5 over what came before, passphrase and
    /// salt.
    private byte[] derived(byte[] iv, int length) throws Unusable, GeneralSecurityException {
        byte[] secret = new String(needed()).getBytes(StandardCharsets.UTF_8);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        byte[] last = {};
        while (key.size() < length) {
            md5.update(last);
            md5.update(secret);
            md5.update(iv, 0, 8);
            last = md5.digest();
            key.writeBytes(last);
        }
        return Arrays.copyOf(key.toByteArray(), length);
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static byte[] ofRsa(byte[] pkcs1) {
        return tagged(SEQUENCE, VERSION_0, RSA, tagged(OCTETS, pkcs1));
    }

    /// The curve stands inside the older form, and before the key in PKCS#8.
    private static byte[] ofCurve(byte[] sec1) throws Unusable {
        byte[] curve =
                curve(sec1)
                        .orElseThrow(() ->
                                new Unusable("The private key does not name its curve.", null));
        return tagged(SEQUENCE, VERSION_0, tagged(SEQUENCE, EC, curve), tagged(OCTETS, sec1));
    }

    private static Optional<byte[]> curve(byte[] sec1) {
        int at = contentOf(sec1, 0);
        while (at < sec1.length) {
            int tag = sec1[at] & 0xff;
            int content = contentOf(sec1, at);
            int end = content + lengthOf(sec1, at);
            if (tag == PARAMETERS) {
                return Optional.of(Arrays.copyOfRange(sec1, content, end));
            }
            at = end;
        }
        return Optional.empty();
    }

    private static int contentOf(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        return first < 0x80 ? at + 2 : at + 2 + (first & 0x7f);
    }

    private static int lengthOf(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = Math.addExact(Math.multiplyExact(length, 256), byteAt(der, at + 2 + i));
        }
        return length;
    }

    private static int byteAt(byte[] der, int at) {
        if (at >= der.length) {
            throw new IllegalArgumentException("The key ends too early");
        }
        return der[at] & 0xff;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
