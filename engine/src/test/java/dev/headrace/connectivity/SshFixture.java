package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestSshServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Routes through a [TestSshServer] for tests, and what was tried on them.
public final class SshFixture {
    public static final KeyPair ED25519 = SshKeys.generate(SshKeyType.ED25519);
    public static final KeyPair RSA = SshKeys.generate(SshKeyType.RSA);
    public static final Instant APPROVED_AT = Instant.parse("2026-03-04T05:06:07Z");

    private final List<String> steps = Collections.synchronizedList(new ArrayList<>());
    private List<KeyPair> keys = List.of(ED25519);
    private volatile List<String> approved = List.of();

    public static String line(KeyPair pair) {
        return SshKeys.publicKey(pair.getPublic()).line();
    }

    public SshFixture signingInWith(KeyPair... pairs) {
        keys = List.of(pairs);
        return this;
    }

    /// With these host keys approved and no others.
    ///
    /// @param hostKeys as in `known_hosts`
    public SshFixture approving(String... hostKeys) {
        approved = List.of(hostKeys);
        return this;
    }

    /// What was tried, in order.
    public List<String> steps() {
        return List.copyOf(steps);
    }

    public DatabaseRoute route(TestSshServer server, TestDatabase database) {
        return route(server.host(), server.port(), server.user(), address(database));
    }

    public DatabaseRoute route(String host, int port, String user, DatabaseAddress address) {
        return DatabaseRoute.of(
                connection(new SshServer(host, port, user), address), surroundings());
    }

    public DatabaseConnection connection(TestSshServer server, TestDatabase database) {
        return connection(
                new SshServer(server.host(), server.port(), server.user()), address(database));
    }

    /// Through whatever listens at a port of this machine.
    public DatabaseConnection connection(int port, TestDatabase database) {
        return connection(new SshServer("127.0.0.1", port, "nobody"), address(database));
    }

    private static DatabaseConnection connection(SshServer server, DatabaseAddress address) {
        return new DatabaseConnection(
                address,
                new Networking.SshTunnel(server),
                Deployment.HYBRID,
                AuthenticationMethod.PASSWORD,
                false,
                null,
                null);
    }

    public static DatabaseAddress address(TestDatabase database) {
        return new DatabaseAddress(
                database.host(),
                database.port(),
                database.name(),
                database.loader(),
                Secret.of(database.loaderPassword()),
                null,
                null);
    }

    private static ApprovedFingerprint approval(HostKey key) {
        return new ApprovedFingerprint(key.hash(), key, "ada", APPROVED_AT);
    }

    /// What is approved later counts too.
    public Surroundings surroundings() {
        Approvals approvals =
                new Approvals() {
                    @Override
                    public List<ApprovedCertificate> certificates() {
                        return List.of();
                    }

                    @Override
                    public List<ApprovedFingerprint> fingerprints() {
                        return approved.stream()
                                .map(HostKey::parse)
                                .map(SshFixture::approval)
                                .toList();
                    }
                };
        return new Surroundings(
                approvals,
                () -> keys,
                List.of(),
                name -> Stream.of(InetAddress.getAllByName(name)).toList(),
                steps::add,
                InstantSource.system());
    }

    /// `S` or `N`, as a PostgreSQL server says whether it offers TLS.
    public static char answersToSslRequest(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(ByteBuffer.allocate(8).putInt(8).putInt(80_877_103).array());
        out.flush();
        return (char) new DataInputStream(socket.getInputStream()).readByte();
    }
}
