package dev.headrace.control;

import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.connectivity.SshKeyType;
import dev.headrace.connectivity.SshKeys;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The keys with which groups sign in to SSH servers. Each is made at its first need and stays: its
/// public half stands in somebody's `authorized_keys`. RSA, since every server takes it, also one
/// that is held to FIPS; it is only ever used with SHA-2. Thread-safe.
final class GroupKeys {
    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final InstantSource clock;

    /// Making a key takes seconds of a core: one at a time.
    private final ReentrantLock making = new ReentrantLock();

    GroupKeys(Catalog catalog, Vault vault, InstantSource clock) {
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.clock = clock;
    }

    /// One line for `authorized_keys`.
    ///
    /// @throws dev.headrace.refusal.Refusal.NotFound where there is no such group
    String publicKey(String groupId) {
        return found(groupId).orElseGet(() -> make(groupId));
    }

    KeyPair pair(String groupId) {
        publicKey(groupId);
        Secret key =
                catalog.in(transaction -> secrets.find(transaction, place(groupId)))
                        .orElseThrow(() -> Groups.missing(groupId));
        try {
            return SshKeys.read(groupId, key.reveal().getBytes(StandardCharsets.ISO_8859_1), null);
        } catch (SshKeys.UnreadableKeyException e) {
            throw new IllegalStateException("A key of ours can be read", e);
        }
    }

    static void forget(Transaction transaction, String groupId) {
        transaction.secrets().remove(place(groupId));
    }

    private Optional<String> found(String groupId) {
        return catalog.in(transaction -> transaction.groups().sshKey(groupId));
    }

    private String make(String groupId) {
        making.lock();
        try {
            return found(groupId).orElseGet(() -> store(groupId, SshKeys.generate(SshKeyType.RSA)));
        } finally {
            making.unlock();
        }
    }

    /// Whoever is first wins, also among servers.
    private String store(String groupId, KeyPair pair) {
        String comment = "headrace-" + groupId;
        String line = SshKeys.publicKey(pair.getPublic()).line() + " " + comment;
        Secret key =
                Secret.of(new String(SshKeys.write(pair, comment), StandardCharsets.ISO_8859_1));
        return catalog.in(transaction -> {
            var _ = transaction.groups().hold(groupId).orElseThrow(() -> Groups.missing(groupId));
            if (transaction.groups().addSshKey(groupId, line, clock.instant())) {
                secrets.put(transaction, place(groupId), key);
                return line;
            }
            return transaction.groups().sshKey(groupId).orElseThrow();
        });
    }

    private static Place place(String groupId) {
        return new Place("group", groupId, "ssh_key");
    }
}
