package dev.headrace.connectivity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// What we show a server that asks who we are, and whether it asked. One for a handshake.
final class ClientIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final @Nullable Keys keys;
    private volatile boolean asked;

    /// A certificate chain, the own one first, and its key.
    record Keys(List<X509Certificate> chain, PrivateKey key) {
        @Override
        public String toString() {
            return "Keys[" + chain.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /// @param keys null for nothing to show
    ClientIdentity(@Nullable Keys keys) {
        this.keys = keys;
    }

    boolean asked() {
        return asked;
    }

    boolean present() {
        return keys != null;
    }

    /// Whoever the server trusts: that is for it to say, as with libpq.
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        asked = true;
        return keys != null && List.of(keyTypes).contains(keys.key().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys == null ? null : keys.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys == null ? new String[0] : new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
