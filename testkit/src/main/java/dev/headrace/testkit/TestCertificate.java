package dev.headrace.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A TLS certificate made for a test, with its key and those that stand behind it:
///
/// ```java
/// TestCertificate root = TestCertificate.of("Test Root").authority().make();
/// TestCertificate own = TestCertificate.of("db").names("db.test").signedBy(root).make();
/// ```
///
/// @param behind the authorities behind it, the nearest first, the root last
public record TestCertificate(
        X509Certificate certificate, PrivateKey key, List<X509Certificate> behind) {

    /// The certificate and all behind it.
    public List<X509Certificate> chain() {
        return Stream.concat(Stream.of(certificate), behind.stream()).toList();
    }

    /// The key in PKCS#8.
    public String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /// Certificates, one after the other.
    public static String pem(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(each -> {
                    try {
                        return pem("CERTIFICATE", each.getEncoded());
                    } catch (CertificateEncodingException e) {
                        throw new AssertionError(e);
                    }
                })
                .collect(Collectors.joining());
    }

    private static String pem(String label, byte[] der) {
        String lines =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /// Begins a certificate: RSA with 2048 bits, valid for a year, for no host, signed by itself.
    public static Making of(String commonName) {
        return new Making(commonName);
    }

    /// What a certificate shall be.
    public static final class Making {
        private static final AtomicLong SERIAL = new AtomicLong(1_000);
        private static final DateTimeFormatter UTC_TIME =
                DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

        private static final int SEQUENCE = 0x30;
        private static final int OCTETS = 0x04;
        private static final byte[] TRUE = {1, 1, (byte) 0xff};

        private final String commonName;
        private final List<String> names = new ArrayList<>();
        private @Nullable TestCertificate issuer;
        private boolean authority;
        private Instant begin = Instant.now().minus(Duration.ofHours(1));
        private Instant end = Instant.now().plus(Duration.ofDays(365));
        private String keyAlgorithm = "RSA";
        private int keyBits = 2_048;
        private String digest = "SHA256";
        private @Nullable String purpose;

        private Making(String commonName) {
            this.commonName = commonName;
        }

        /// Hosts: names or addresses.
        public Making names(String... hosts) {
            names.addAll(List.of(hosts));
            return this;
        }

        public Making signedBy(TestCertificate other) {
            issuer = other;
            return this;
        }

        /// It may sign others.
        public Making authority() {
            authority = true;
            return this;
        }

        public Making valid(Instant from, Instant to) {
            begin = from;
            end = to;
            return this;
        }

        /// Another key than RSA with 2048 bits.
        ///
        /// @param algorithm `RSA` or `EC`
        public Making key(String algorithm, int bits) {
            keyAlgorithm = algorithm;
            keyBits = bits;
            return this;
        }

        /// Another digest than SHA-256 in the issuer's signature.
        ///
        /// @param name `SHA256`, `SHA1`
        public Making digest(String name) {
            digest = name;
            return this;
        }

        /// What it may be used for.
        ///
        /// @param oid the bytes, in hex, of the only extended key usage
        public Making purpose(String oid) {
            purpose = oid;
            return this;
        }

        public TestCertificate make() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
                generator.initialize(keyBits);
                return make(generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        private TestCertificate make(KeyPair pair) throws GeneralSecurityException {
            PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.key();
            X500Principal subject = new X500Principal("CN=" + commonName);
            X500Principal from =
                    issuer == null ? subject : issuer.certificate().getSubjectX500Principal();
            byte[] algorithm = signatureAlgorithm(signer);
            byte[] body =
                    tagged(
                            SEQUENCE,
                            tagged(0xa0, new byte[] {2, 1, 2}),
                            tagged(2, longBytes(SERIAL.incrementAndGet())),
                            algorithm,
                            from.getEncoded(),
                            tagged(SEQUENCE, time(begin), time(end)),
                            subject.getEncoded(),
                            pair.getPublic().getEncoded(),
                            tagged(0xa3, tagged(SEQUENCE, extensions())));
            Signature signature =
                    Signature.getInstance(
                            digest
                                    + "with"
                                    + (signer.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
            signature.initSign(signer);
            signature.update(body);
            byte[] der =
                    tagged(SEQUENCE, body, algorithm, tagged(3, new byte[] {0}, signature.sign()));
            X509Certificate made =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(der));
            return new TestCertificate(
                    made, pair.getPrivate(), issuer == null ? List.of() : issuer.chain());
        }

        private byte[] signatureAlgorithm(PrivateKey signer) {
            String oid =
                    switch (digest + signer.getAlgorithm()) {
                        case "SHA256RSA" -> "06092a864886f70d01010b0500";
                        case "SHA1RSA" -> "06092a864886f70d0101050500";
                        case "SHA256EC" -> "06082a8648ce3d040302";
                        default -> throw new IllegalArgumentException(digest);
                    };
            return tagged(SEQUENCE, HexFormat.of().parseHex(oid));
        }

        private byte[] extensions() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            if (authority) {
                all.writeBytes(extension("551d13", TRUE, tagged(SEQUENCE, TRUE)));
                all.writeBytes(extension("551d0f", TRUE, new byte[] {3, 2, 1, 6}));
            } else {
                all.writeBytes(extension("551d0f", TRUE, new byte[] {3, 2, 5, (byte) 0xa0}));
            }
            if (!names.isEmpty()) {
                byte[][] each = names.stream().map(Making::name).toArray(byte[][]::new);
                all.writeBytes(extension("551d11", new byte[0], tagged(SEQUENCE, each)));
            }
            if (purpose != null) {
                byte[] oid = HexFormat.of().parseHex(purpose);
                all.writeBytes(extension("551d25", new byte[0], tagged(SEQUENCE, tagged(6, oid))));
            }
            return all.toByteArray();
        }

        private static byte[] name(String host) {
            if (host.matches("[0-9.]+|.*:.*")) {
                return tagged(0x87, InetAddress.ofLiteral(host).getAddress());
            }
            return tagged(0x82, host.getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] extension(String oid, byte[] critical, byte[] value) {
            return tagged(
                    SEQUENCE,
                    tagged(6, HexFormat.of().parseHex(oid)),
                    critical,
                    tagged(OCTETS, value));
        }

        private static byte[] time(Instant instant) {
            return tagged(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
        }

        private static byte[] longBytes(long value) {
            return BigInteger.valueOf(value).toByteArray();
        }

        private static byte[] tagged(int tag, byte[]... parts) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                content.writeBytes(part);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(tag);
            int length = content.size();
            if (length >= 0x100) {
                out.write(0x82);
                out.write(length >> 8);
            } else if (length >= 0x80) {
                out.write(0x81);
            }
            out.write(length);
            out.writeBytes(content.toByteArray());
            return out.toByteArray();
        }
    }
}
