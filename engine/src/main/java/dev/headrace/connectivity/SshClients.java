package dev.headrace.connectivity;

import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.config.keys.ClientIdentityLoader;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/// Makes SSH clients that do what a tunnel needs and nothing else: no file of the user's is read,
/// no agent asked, no channel opened at the server's wish.
final class SshClients {
    /// The fast ones first: with the processor's AES they carry more than one `COPY` takes, and
    /// twice what the library's first choice carries.
    private static final List<BuiltinCiphers> CIPHERS =
            List.of(
                    BuiltinCiphers.aes128gcm,
                    BuiltinCiphers.aes256gcm,
                    BuiltinCiphers.cc20p1305_openssh,
                    BuiltinCiphers.aes128ctr,
                    BuiltinCiphers.aes192ctr,
                    BuiltinCiphers.aes256ctr);

    /// No SHA-1. Certificates of hosts are left out: what is approved is a key.
    private static final List<BuiltinSignatures> SIGNATURES =
            List.of(
                    BuiltinSignatures.ed25519,
                    BuiltinSignatures.nistp256,
                    BuiltinSignatures.nistp384,
                    BuiltinSignatures.nistp521,
                    BuiltinSignatures.rsaSHA512,
                    BuiltinSignatures.rsaSHA256);

    /// What the server may send before we have read any of it: enough for a fast and far network.
    private static final long WINDOW_BYTES = 8L << 20;

    /// Short enough that no firewall between forgets an idle tunnel.
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /// A tunnel that does not answer so many in a row is dead.
    private static final int HEARTBEATS_UNANSWERED_MAX = 2;

    static {
        JdkEd25519.install();
    }

    private SshClients() {}

    /// A client that was started. The caller closes it.
    ///
    /// @param hostKeyTypes of the host keys that are approved: asked for first, so that a server
    ///   with several shows one that we know
    static SshClient start(
            List<KeyPair> keys, ServerKeyVerifier verifier, Set<String> hostKeyTypes) {
        SshClient client =
                ClientBuilder.builder()
                        .cipherFactories(ciphers())
                        .signatureFactories(signatures(hostKeyTypes))
                        .serverKeyVerifier(verifier)
                        .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                        .clientIdentityLoader(ClientIdentityLoader.DEFAULT)
                        .filePasswordProvider(FilePasswordProvider.EMPTY)
                        .forwardingFilter(RejectAllForwardingFilter.INSTANCE)
                        .channelFactories(List.of())
                        .build(true);
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(signatures(Set.of()))));
        client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(keys));
        CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW_BYTES);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, HEARTBEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, HEARTBEATS_UNANSWERED_MAX);
        // A tunnel may be idle for as long as a statement runs; the heartbeat tells whether it is
        // alive.
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        client.start();
        return client;
    }

    private static List<NamedFactory<Cipher>> ciphers() {
        List<NamedFactory<Cipher>> supported = new ArrayList<>();
        CIPHERS.stream().filter(BuiltinCiphers::isSupported).forEach(supported::add);
        return supported;
    }

    private static List<NamedFactory<Signature>> signatures(Set<String> first) {
        List<NamedFactory<Signature>> known = new ArrayList<>();
        List<NamedFactory<Signature>> others = new ArrayList<>();
        for (BuiltinSignatures signature : SIGNATURES) {
            if (signature.isSupported()) {
                (first.contains(keyType(signature)) ? known : others).add(signature);
            }
        }
        known.addAll(others);
        return known;
    }

    /// The type of the keys that a signature is made with, as `known_hosts` has it.
    private static String keyType(BuiltinSignatures signature) {
        String name = signature.getName();
        return name.startsWith("rsa-sha2-") ? "ssh-rsa" : name;
    }

    /// The names of the signatures that a key of a type can make for us.
    static Set<String> signatureNames(String keyType) {
        return keyType.equals("ssh-rsa") ? Set.of("rsa-sha2-512", "rsa-sha2-256") : Set.of(keyType);
    }
}
