package dev.headrace.destination.postgres;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// What a connection's advisory lock is named by, and its sessions with it.
record LockKey(long value) {
    private static final String PROGRAM = "headrace/";
    private static final String WAITING = "headrace-waiting/";

    static LockKey of(Identifier ledger, ConnectionName connection) {
        return hash("connection\0" + ledger.name() + "\0" + connection.value());
    }

    /// The lock under which a ledger is made and changed.
    static LockKey ofLedger(Identifier ledger) {
        return hash("ledger\0" + ledger.name());
    }

    private static LockKey hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return new LockKey(ByteBuffer.wrap(digest).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How the application names of all sessions of the connection begin.
    String label() {
        return PROGRAM + HexFormat.of().toHexDigits(value) + "/";
    }

    /// The application name of a session that has not got the lock yet: nobody ends it for being a
    /// predecessor's.
    String waitingLabel(SyncId run) {
        return WAITING + HexFormat.of().toHexDigits(value) + "/" + shortRun(run);
    }

    /// The application name of a session that writes under `fence`. ASCII; the run is written short
    /// so that all of it fits into the server's 63 bytes.
    String label(Fence fence) {
        return label() + fence.number() + "/" + shortRun(fence.run());
    }

    static String shortRun(SyncId run) {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(run.value().getMostSignificantBits())
                        .putLong(run.value().getLeastSignificantBits())
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
