package dev.headrace.connectivity;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import java.util.List;

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
    /// @param approved whether certificates were approved for the destination
    static TlsDemand of(DatabaseConnection connection, boolean loopback, boolean approved) {
        TlsMode asked = connection.address().tls();
        if (asked != null) {
            return asked(asked, approved || connection.address().rootCertificate() != null);
        }
        return switch (connection.networking()) {
            case Networking.Direct _ -> direct(connection.alwaysEncrypted(), loopback, approved);
            case Networking.SshTunnel _ -> tunnel(connection.alwaysEncrypted(), approved);
            case Networking.ThroughPrivateLink _, Networking.ThroughProxyAgent _ ->
                    inside(connection.alwaysEncrypted(), approved);
        };
    }

    /// What libpq does with an `sslmode`.
    private static TlsDemand asked(TlsMode mode, boolean rooted) {
        return switch (mode) {
            case DISABLE -> new TlsDemand(List.of(TlsUse.NEVER), Proof.NONE);
            case ALLOW -> new TlsDemand(List.of(TlsUse.NEVER, TlsUse.ALWAYS), Proof.NONE);
            case PREFER -> new TlsDemand(List.of(TlsUse.WHERE_OFFERED, TlsUse.NEVER), Proof.NONE);
            case REQUIRE ->
                    new TlsDemand(List.of(TlsUse.ALWAYS), rooted ? Proof.CHAIN : Proof.NONE);
            case VERIFY_CA -> new TlsDemand(List.of(TlsUse.ALWAYS), Proof.CHAIN);
            case VERIFY_FULL -> new TlsDemand(List.of(TlsUse.ALWAYS), Proof.NAME_ALWAYS);
        };
    }

    private static TlsDemand direct(boolean always, boolean loopback, boolean approved) {
        if (loopback && !always) {
            // Nobody listens on loopback; TLS would only take time, unless the server insists.
            return new TlsDemand(List.of(TlsUse.NEVER, TlsUse.ALWAYS), Proof.NONE);
        }
        return new TlsDemand(
                List.of(always || approved ? TlsUse.ALWAYS : TlsUse.WHERE_OFFERED),
                Proof.CHAIN_AND_NAME);
    }

    /// The tunnel encrypts already.
    private static TlsDemand tunnel(boolean always, boolean approved) {
        Proof proof = approved ? Proof.CHAIN_AND_NAME : Proof.NONE;
        return always || approved
                ? new TlsDemand(List.of(TlsUse.ALWAYS), proof)
                : new TlsDemand(List.of(TlsUse.NEVER, TlsUse.ALWAYS), proof);
    }

    private static TlsDemand inside(boolean always, boolean approved) {
        Proof proof = approved ? Proof.CHAIN_AND_NAME : Proof.NONE;
        return new TlsDemand(
                List.of(always || approved ? TlsUse.ALWAYS : TlsUse.WHERE_OFFERED), proof);
    }
}
