package dev.headrace.vault;

import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs the certificates by which agents are known. It is made when it is first needed, its key is
/// sealed, and all servers of a database share it. Thread-safe.
public final class CertificateAuthority {
    private static final Place KEY = new Place("vault", "agents", "authority-key");
    private static final Place CERTIFICATE = new Place("vault", "agents", "authority-certificate");

    /// An end that nobody watches would stop syncs; a certificate is taken away by its fingerprint.
    private static final Duration LIFE = Duration.ofDays(3_650);

    /// Clocks of agents may be behind ours.
    private static final Duration BEFORE = Duration.ofHours(1);

    private static final int SERIAL_BITS = 159;
    private static final int PEM_LINE = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Vault vault;
    private final InstantSource clock;

    public CertificateAuthority(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// A certificate that was just made, with its key, which is kept nowhere.
    ///
    /// @param certificate in PEM
    /// @param key in PEM, PKCS#8
    /// @param fingerprint SHA-256 of the certificate, in lower-case hex
    public record Issued(String certificate, Secret key, String fingerprint) {}

    private record Signer(PrivateKey key, X509Certificate certificate) {}

    /// Makes a client's certificate.
    ///
    /// @param name whose it is: letters, digits and underscores
    public Issued issue(Transaction transaction, String name) {
        try {
            Signer signer = signer(transaction);
            KeyPair pair = pair();
            JcaX509v3CertificateBuilder builder =
                    builder(
                            signer.certificate().getSubjectX500Principal(),
                            new X500Principal("CN=" + name),
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            X509Certificate certificate = signed(builder, signer.key());
            return new Issued(
                    pem("CERTIFICATE", certificate.getEncoded()),
                    Secret.of(pem("PRIVATE KEY", pair.getPrivate().getEncoded())),
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(certificate.getEncoded())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("A certificate could not be made", e);
        }
    }

    private Signer signer(Transaction transaction)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        transaction.lock("certificate authority");
        Optional<byte[]> key = transaction.secrets().find(KEY);
        Optional<byte[]> certificate = transaction.secrets().find(CERTIFICATE);
        if (key.isEmpty() || certificate.isEmpty()) {
            return found(transaction);
        }
        byte[] encoded = bytes(vault.open(KEY, key.get()));
        return new Signer(
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded)),
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(
                                                bytes(
                                                        vault.open(
                                                                CERTIFICATE, certificate.get())))));
    }

    private Signer found(Transaction transaction)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair pair = pair();
        X500Principal name = new X500Principal("CN=Headrace agents");
        JcaX509v3CertificateBuilder builder = builder(name, name, pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        X509Certificate certificate = signed(builder, pair.getPrivate());
        seal(transaction, KEY, pair.getPrivate().getEncoded());
        seal(transaction, CERTIFICATE, certificate.getEncoded());
        return new Signer(pair.getPrivate(), certificate);
    }

    private void seal(Transaction transaction, Place place, byte[] bytes) {
        Secret text = Secret.of(Base64.getEncoder().encodeToString(bytes));
        transaction.secrets().put(place, vault.seal(place, text));
    }

    private static byte[] bytes(Secret text) {
        return Base64.getDecoder().decode(text.reveal());
    }

    private JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, PublicKey key) {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
                Date.from(now.minus(BEFORE)),
                Date.from(now.plus(LIFE)),
                subject,
                key);
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(String label, byte[] der) {
        String lines =
                Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
    }
}
