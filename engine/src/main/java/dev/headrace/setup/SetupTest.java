package dev.headrace.setup;

/// What is tested before a destination is used, in the order of reports.
public enum SetupTest {
    SSH_TUNNEL("SSH Tunnel Connection", "SSH Tunnel Test"),
    HOST("Host Connection", "Database Host Connection Test"),
    CERTIFICATE("Validate Certificate", "Certificate Validation Test"),
    DATABASE("Database Connection", "Database Host Connection Test"),
    PERMISSION("Permission Test", "Permission Test");

    private final String title;
    private final String group;

    SetupTest(String title, String group) {
        this.title = title;
        this.group = group;
    }

    /// The API's `title`.
    public String title() {
        return title;
    }

    /// The name that the setup guide gives to it and its like.
    public String group() {
        return group;
    }
}
