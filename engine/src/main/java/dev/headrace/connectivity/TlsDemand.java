package dev.headrace.connectivity;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What TLS must be on one connection.
///
/// @param attempts the uses of TLS to try, in this order, until the server lets us in
/// @param proof what a certificate must prove before anything is said
record TlsDemand(List<TlsUse> attempts, Proof proof) {

    /// What a certificate must prove.
    enum Proof {
        /// Nothing: TLS only encrypts.
        NONE,

        /// A chain to a trusted root, or exactly an approved certificate.
        CHAIN,

        /// A chain to a trusted root and the host's name, or exactly an approved certificate.
        CHAIN_AND_NAME,

        /// As [#CHAIN_AND_NAME], where an approved certificate must have the name too.
        NAME_ALWAYS
    }

    /// @param loopback whether the connection stays on this machine
    /// @param rooted whether there is something to verify against: an approved certificate, or a
    ///   file of roots
    /// @throws Failure `USAGE` where the user's demands contradict each other
    static TlsDemand of(DatabaseConnection connection, boolean loopback, boolean rooted) {
        boolean identified = connection.clientCertificate() != null;
        boolean always = connection.alwaysEncrypted() || identified;
        TlsMode asked = connection.address().tls();
        if (publicRootsOnly(connection.address())) {
            return ofPublicRoots(asked);
        }
        if (asked != null) {
            return asked(asked, connection.alwaysEncrypted(), rooted);
        }
        return switch (connection.networking()) {
            case Networking.Direct _ ->
                    direct(always, loopback && !connection.alwaysEncrypted(), rooted);
            case Networking.SshTunnel _ -> tunnel(always, rooted);
            case Networking.ThroughPrivateLink _, Networking.ThroughProxyAgent _ ->
                    inside(always, rooted);
        };
    }

    private static boolean publicRootsOnly(DatabaseAddress address) {
        return DatabaseAddress.PUBLIC_ROOTS.equals(address.rootCertificate());
    }

    /// What libpq does with `sslrootcert=system`: anybody can have a certificate signed, so the
    /// name must be right.
    private static TlsDemand ofPublicRoots(@Nullable TlsMode asked) {
        if (asked != null && asked != TlsMode.VERIFY_FULL) {
            throw Failure.of(
                            FailureCode.USAGE,
                            "sslrootcert=system needs sslmode=verify-full, not %s."
                                    .formatted(asked.label()))
                    .next("Write sslmode=verify-full, or leave sslmode out.");
        }
        return new TlsDemand(List.of(TlsUse.ALWAYS), Proof.NAME_ALWAYS);
    }

    /// What libpq does with an `sslmode`.
    private static TlsDemand asked(TlsMode mode, boolean always, boolean rooted) {
        Proof chain = rooted ? Proof.CHAIN : Proof.NONE;
        return switch (mode) {
            case DISABLE -> {
                if (always) {
                    throw Failure.of(
                                    FailureCode.USAGE,
                                    "sslmode=disable contradicts the demand that the connection be"
                                            + " always encrypted.")
                            .next("Leave one of the two out.");
                }
                yield new TlsDemand(List.of(TlsUse.NEVER), Proof.NONE);
            }
            case ALLOW ->
                    always
                            ? new TlsDemand(List.of(TlsUse.ALWAYS), chain)
                            : new TlsDemand(List.of(TlsUse.NEVER, TlsUse.ALWAYS), Proof.NONE);
            case PREFER ->
                    always
                            ? new TlsDemand(List.of(TlsUse.ALWAYS), chain)
                            : new TlsDemand(
                                    List.of(TlsUse.WHERE_OFFERED, TlsUse.NEVER), Proof.NONE);
            case REQUIRE -> new TlsDemand(List.of(TlsUse.ALWAYS), chain);
            case VERIFY_CA -> new TlsDemand(List.of(TlsUse.ALWAYS), Proof.CHAIN);
            case VERIFY_FULL -> new TlsDemand(List.of(TlsUse.ALWAYS), Proof.NAME_ALWAYS);
        };
    }

    /// @param excused whether it stays on this machine and nobody asks for proof
    private static TlsDemand direct(boolean always, boolean excused, boolean rooted) {
        if (excused) {
            // Nobody listens on loopback; TLS would only take time, unless the server insists.
            return new TlsDemand(
                    always ? List.of(TlsUse.ALWAYS) : List.of(TlsUse.NEVER, TlsUse.ALWAYS),
                    Proof.NONE);
        }
        return new TlsDemand(
                List.of(always || rooted ? TlsUse.ALWAYS : TlsUse.WHERE_OFFERED),
                Proof.CHAIN_AND_NAME);
    }

    /// The tunnel encrypts already.
    private static TlsDemand tunnel(boolean always, boolean rooted) {
        Proof proof = rooted ? Proof.CHAIN_AND_NAME : Proof.NONE;
        return always || rooted
                ? new TlsDemand(List.of(TlsUse.ALWAYS), proof)
                : new TlsDemand(List.of(TlsUse.NEVER, TlsUse.ALWAYS), proof);
    }

    private static TlsDemand inside(boolean always, boolean rooted) {
        Proof proof = rooted ? Proof.CHAIN_AND_NAME : Proof.NONE;
        return new TlsDemand(
                List.of(always || rooted ? TlsUse.ALWAYS : TlsUse.WHERE_OFFERED), proof);
    }
}
