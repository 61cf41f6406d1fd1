package dev.headrace.failure;

/// The stable names of everything that can go wrong. Scripts match on them: a code is never renamed
/// and never changes its kind.
public enum FailureCode {
    USAGE(FailureKind.USER, "Correct the command; `headrace <command> --help` shows its options."),
    FILE_NOT_FOUND(FailureKind.USER, "Check the path, or the glob's quotes, and run again."),
    FILE_EMPTY(FailureKind.USER, "Give a file that has at least a header line."),
    FORMAT_MISMATCH(
            FailureKind.USER, "Give the file's true format with --format, or mend its name."),
    FORMAT_UNSUPPORTED(FailureKind.USER, "Convert the file to CSV, TSV or JSON Lines."),
    FILE_TRUNCATED(FailureKind.USER, "Fetch the file again: it ends before its own end."),
    FILE_CORRUPT(FailureKind.USER, "Fetch the file again: its compressed bytes are damaged."),
    ENCODING_INVALID(FailureKind.USER, "Name the file's encoding with --encoding."),
    ROW_MALFORMED(FailureKind.USER, "Mend the line, or run with --on-bad-row quarantine."),
    VALUE_TOO_LARGE(
            FailureKind.USER, "Shorten the value, raise --max-value, or quarantine the row."),
    KEY_MISSING(FailureKind.USER, "Name key columns that the file has and that are never NULL."),
    KEY_CHANGED(
            FailureKind.USER, "Load with the table's own key, or rebuild it with --full-refresh."),
    MASS_DELETE(FailureKind.USER, "Check the input; --allow-mass-delete allows it."),
    TOO_MANY_COLUMNS(FailureKind.USER, "Choose fewer columns with --select."),
    TABLE_NOT_OURS(FailureKind.USER, "Choose another --table, or take it over with --adopt."),
    DEPENDENT_VIEW(
            FailureKind.USER, "Drop the view that stands in the way, and make it again after."),
    HOST_UNKNOWN(FailureKind.USER, "Check the host name's spelling."),
    HOST_PRIVATE(FailureKind.USER, "Use an SSH tunnel, a private link or hybrid deployment."),
    CERTIFICATE_UNTRUSTED(FailureKind.USER, "Approve the certificate after comparing it."),
    FINGERPRINT_UNTRUSTED(
            FailureKind.USER, "Approve the host key's fingerprint after comparing it."),
    AUTHENTICATION_FAILED(FailureKind.USER, "Check user and password."),
    DATABASE_NOT_FOUND(FailureKind.USER, "Create the database, or name one that exists."),
    DESTINATION_PERMISSION(FailureKind.USER, "Run the GRANT that the message names."),
    DESTINATION_READ_ONLY(FailureKind.USER, "Connect to the primary server."),
    WRITE_REFUSED(
            FailureKind.USER, "Change the trigger, constraint or policy that refused the rows."),
    DISK_FULL(FailureKind.USER, "Free space on the database server, then run again: it resumes."),
    SERVER_TOO_OLD(FailureKind.USER, "Upgrade the server to PostgreSQL 9.6 or newer."),
    POOLER_MODE(FailureKind.USER, "Switch the pooler to session mode, or connect to the server."),
    ROW_TOO_BIG(FailureKind.USER, "Choose fewer or shorter columns with --select."),
    KEY_TOO_LONG(FailureKind.USER, "Choose a shorter key: an index entry holds about 2,700 bytes."),
    ENCODING_UNSUPPORTED(FailureKind.USER, "Use a database whose encoding is UTF8."),
    LEDGER_NEWER(FailureKind.USER, "Update Headrace on this machine."),
    ROLE_UNKNOWN(FailureKind.USER, "Create the role, or correct --grant-to."),
    MODE_CHANGED(
            FailureKind.USER, "Load with the table's own mode, or rebuild it with --full-refresh."),
    STATE_UNKNOWN(FailureKind.USER, "`headrace state list --to ...` shows the names that exist."),
    CONNECTION_SLOTS(
            FailureKind.LIMIT, "Wait for free connection slots, or raise max_connections."),
    HOST_UNREACHABLE(FailureKind.TRANSIENT, "Check host, port and firewall, then run again."),
    CONNECTION_LOST(FailureKind.TRANSIENT, "Run again: it resumes from the last checkpoint."),
    CONNECTION_BUSY(FailureKind.TRANSIENT, "Wait for the other run to end, or stop it."),
    LOCK_TIMEOUT(FailureKind.TRANSIENT, "Run again when the session that holds the lock is done."),
    FENCED_OFF(FailureKind.TRANSIENT, "Nothing to do: the newer run goes on. Run again after it."),
    TABLE_CHANGED(FailureKind.TRANSIENT, "Run again: it goes by the table as it is then."),
    SERVER_LIMIT(
            FailureKind.LIMIT, "Raise the server's limit that the cause names, then run again."),
    FILE_CHANGED(FailureKind.TRANSIENT, "Run again when nothing writes to the file any more."),
    FILE_UNREADABLE(FailureKind.USER, "Check the file's permissions and its disk."),
    PORT_TAKEN(FailureKind.USER, "Choose another --port, or leave it out: a free one is taken."),
    SERVER_RUNNING(FailureKind.USER, "End the process that runs it, or choose another folder."),
    HOME_UNUSABLE(FailureKind.USER, "Set HEADRACE_HOME to a folder that you may write to."),
    PLATFORM_UNSUPPORTED(
            FailureKind.USER, "Run it on Linux with glibc, and not as root where that is refused."),
    SERVER_NOT_STARTED(FailureKind.TRANSIENT, "Read the server's log that the message names."),
    RESULT_UNWRITABLE(
            FailureKind.TRANSIENT,
            "Free space where standard output goes; the work itself is done."),
    NOT_POSTGRESQL(FailureKind.USER, "Check host and port: PostgreSQL listens elsewhere."),
    AUTHENTICATION_INSECURE(
            FailureKind.USER,
            "Switch the server to scram-sha-256, or connect by TLS that is verified."),
    AUTHENTICATION_UNSUPPORTED(FailureKind.USER, "Use a password or a client certificate."),
    NETWORKING_UNSUPPORTED(FailureKind.USER, "Connect directly, or through an SSH tunnel."),
    TLS_FAILED(
            FailureKind.USER,
            "Check the server's TLS settings, and what stands between it and this machine."),
    APPROVAL_UNKNOWN(
            FailureKind.USER, "`headrace trust list` shows what is approved for a destination."),
    NOT_SSH(FailureKind.USER, "Check the SSH host and port: the SSH server listens elsewhere."),
    SSH_ALGORITHMS(
            FailureKind.USER, "Enable rsa-sha2-512, rsa-sha2-256 or Ed25519 on the SSH server."),
    SSH_FORWARDING_DENIED(
            FailureKind.USER,
            "Allow the forwarding in the SSH server's sshd_config and authorized_keys."),
    SSH_KEY_UNUSABLE(
            FailureKind.USER, "Give a private key that only you may read, with --ssh-key."),
    REGION_MISMATCH(
            FailureKind.USER,
            "Use a private link of the cloud and region that processes the data."),
    PRIVATE_LINK_NOT_READY(
            FailureKind.USER, "Wait until the cloud has made the link, or mend it there."),
    LISTEN_EXPOSED(
            FailureKind.USER,
            "Set tls-cert and tls-key, or trusted-proxies where a proxy of yours ends TLS."),
    METADATA_UNREACHABLE(
            FailureKind.TRANSIENT, "Start the database, or correct database-url; then run again."),
    METADATA_REFUSED(
            FailureKind.USER,
            "Give database-url a user, with its password, that may create schemas there."),
    METADATA_INCOMPATIBLE(
            FailureKind.USER,
            "Run the version of Headrace that made it, or give database-url another database."),
    MASTER_KEY_MISSING(
            FailureKind.USER, "Put the key of the last backup there: without it they are lost."),
    MASTER_KEY_WRONG(
            FailureKind.USER, "Give this server the master key that the database's others have."),
    MASTER_KEY_UNUSABLE(FailureKind.USER, "Check the key file, its folder and their permissions."),
    /// Told by the launcher, as is the next one: without a JVM or a build no program can.
    JDK_MISSING(FailureKind.USER, "Install a JDK 25 or newer; standard error says how."),
    BUILD_IMPOSSIBLE(
            FailureKind.USER, "Install Maven, or let the checkout's owner run the command once."),
    INTERNAL(FailureKind.INTERNAL, "Run with --verbose and report what it prints.");

    private final FailureKind kind;
    private final String advice;

    FailureCode(FailureKind kind, String advice) {
        this.kind = kind;
        this.advice = advice;
    }

    public FailureKind kind() {
        return kind;
    }

    /// What to do in general; a failure's own next step is more exact where it knows more.
    public String advice() {
        return advice;
    }
}
