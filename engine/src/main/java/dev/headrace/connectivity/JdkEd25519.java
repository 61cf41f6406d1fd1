package dev.headrace.connectivity;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PrivateKeyEntryDecoder;
import org.apache.sshd.common.config.keys.PublicKeyEntryDecoder;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSAUtils;
import org.apache.sshd.common.util.security.eddsa.generic.GenericEd25519PublicKeyDecoder;
import org.apache.sshd.common.util.security.eddsa.generic.GenericOpenSSHEd25519PrivateKeyEntryDecoder;
import org.apache.sshd.common.util.security.eddsa.generic.GenericSignatureEd25519;

/// Gives the SSH library the JDK's own Ed25519. By itself it knows it only from two libraries
/// beside the JDK, one of them eight megabytes that would be loaded before every tunnel.
final class JdkEd25519 implements EdDSASupport<EdECPublicKey, EdECPrivateKey> {
    private static final String PROVIDER = "SunEC";
    private static final String ALGORITHM = "Ed25519";

    /// Once for the process, before the library first looks for it.
    private static final boolean INSTALLED = register();

    private JdkEd25519() {}

    /// Before any other use of the library.
    static void install() {
        if (!INSTALLED) {
            throw new IllegalStateException("The SSH library takes no Ed25519");
        }
    }

    private static boolean register() {
        // Whatever else brings them along: two kinds of the same key do not mix.
        SecurityUtils.setAPrioriDisabledProvider(SecurityUtils.BOUNCY_CASTLE, true);
        SecurityUtils.setAPrioriDisabledProvider(SecurityUtils.EDDSA, true);
        SecurityUtils.registerSecurityProvider(new Registrar());
        return SecurityUtils.isEDDSACurveSupported();
    }

    /// Tells the library what to take from the JDK's provider of elliptic curves.
    private static final class Registrar extends AbstractSecurityProviderRegistrar {
        Registrar() {
            super(PROVIDER);
        }

        @Override
        public boolean isSupported() {
            return true;
        }

        @Override
        public Provider getSecurityProvider() {
            return Security.getProvider(PROVIDER);
        }

        @Override
        public boolean isSecurityEntitySupported(Class<?> type, String name) {
            return (name.equalsIgnoreCase(ALGORITHM) || name.equalsIgnoreCase("EdDSA"))
                    && (type == KeyFactory.class
                            || type == KeyPairGenerator.class
                            || type == java.security.Signature.class);
        }

        @Override
        public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
            return Optional.of(new JdkEd25519());
        }
    }

    @Override
    public PublicKeyEntryDecoder<EdECPublicKey, EdECPrivateKey> getEDDSAPublicKeyEntryDecoder() {
        return new GenericEd25519PublicKeyDecoder<>(
                EdECPublicKey.class, EdECPrivateKey.class, this);
    }

    @Override
    public PrivateKeyEntryDecoder<EdECPublicKey, EdECPrivateKey>
            getOpenSSHEDDSAPrivateKeyEntryDecoder() {
        return new GenericOpenSSHEd25519PrivateKeyEntryDecoder<>(
                EdECPublicKey.class, EdECPrivateKey.class, this);
    }

    @Override
    public Signature getEDDSASigner() {
        return new GenericSignatureEd25519(ALGORITHM);
    }

    @Override
    public int getEDDSAKeySize(Key key) {
        return key instanceof EdECPublicKey || key instanceof EdECPrivateKey ? KEY_SIZE : -1;
    }

    @Override
    public Class<EdECPublicKey> getEDDSAPublicKeyType() {
        return EdECPublicKey.class;
    }

    @Override
    public Class<EdECPrivateKey> getEDDSAPrivateKeyType() {
        return EdECPrivateKey.class;
    }

    @Override
    public boolean compareEDDSAPPublicKeys(PublicKey one, PublicKey other) {
        return one instanceof EdECPublicKey && one.equals(other);
    }

    @Override
    public boolean compareEDDSAPrivateKeys(PrivateKey one, PrivateKey other) {
        return one instanceof EdECPrivateKey && one.equals(other);
    }

    /// The JDK has no call for it, but makes a pair from 32 random bytes, which are the private
    /// key: given those, it makes this pair again.
    @Override
    public EdECPublicKey recoverEDDSAPublicKey(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = getPrivateKeyData((EdECPrivateKey) key);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM, PROVIDER);
        generator.initialize(NamedParameterSpec.ED25519, new Repeated(seed));
        return (EdECPublicKey) generator.generateKeyPair().getPublic();
    }

    private static final class Repeated extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Repeated(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] target) {
            System.arraycopy(bytes, 0, target, 0, target.length);
        }
    }

    @Override
    public EdECPublicKey generateEDDSAPublicKey(byte[] point) throws GeneralSecurityException {
        return (EdECPublicKey)
                KeyFactory.getInstance(ALGORITHM, PROVIDER)
                        .generatePublic(EdDSAUtils.createPublicKeySpec(point));
    }

    @Override
    public EdECPrivateKey generateEDDSAPrivateKey(byte[] seed) throws GeneralSecurityException {
        return (EdECPrivateKey)
                KeyFactory.getInstance(ALGORITHM, PROVIDER)
                        .generatePrivate(EdDSAUtils.createPrivateKeySpec(seed));
    }

    @Override
    public <B extends Buffer> B putRawEDDSAPublicKey(B buffer, PublicKey key) {
        buffer.putBytes(getPublicKeyData((EdECPublicKey) key));
        return buffer;
    }

    /// As agents take it: public half, then private half followed by the public one.
    @Override
    public <B extends Buffer> B putEDDSAKeyPair(B buffer, PublicKey open, PrivateKey secret) {
        byte[] point = getPublicKeyData((EdECPublicKey) open);
        byte[] seed = getPrivateKeyData((EdECPrivateKey) secret);
        buffer.putBytes(point);
        buffer.putUInt(seed.length + point.length);
        buffer.putRawBytes(seed);
        buffer.putRawBytes(point);
        return buffer;
    }

    @Override
    public KeySpec createPublicKeySpec(EdECPublicKey key) {
        try {
            return EdDSAUtils.createPublicKeySpec(EdDSAUtils.getBytes(key));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public KeySpec createPrivateKeySpec(EdECPrivateKey key) {
        try {
            return EdDSAUtils.createPrivateKeySpec(EdDSAUtils.getBytes(key));
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public byte[] getPublicKeyData(EdECPublicKey key) {
        try {
            return EdDSAUtils.getBytes(key);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public byte[] getPrivateKeyData(EdECPrivateKey key) {
        return key.getBytes()
                .orElseThrow(() -> new IllegalArgumentException("The key is in no memory of ours"));
    }

    @Override
    public String getKeyFactoryAlgorithm() {
        return ALGORITHM;
    }
}
