package dev.headrace.catalog;

import org.jdbi.v3.core.Handle;

/// One transaction on the metadata database, with a door to each family of rows. For one thread.
public final class Transaction {
    private final Handle handle;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    /// Waits until no other transaction of any server holds the lock of this name, and holds it
    /// until this one ends.
    public void lock(String name) {
        handle.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))::text")
                .bind("name", "headrace " + name)
                .mapTo(String.class)
                .one();
    }

    public AuditRows audit() {
        return new AuditRows(handle);
    }

    public SecretRows secrets() {
        return new SecretRows(handle);
    }

    public RateRows rates() {
        return new RateRows(handle);
    }

    public GroupRows groups() {
        return new GroupRows(handle);
    }

    public DestinationRows destinations() {
        return new DestinationRows(handle);
    }

    public ApprovalRows approvals() {
        return new ApprovalRows(handle);
    }

    public PrivateLinkRows privateLinks() {
        return new PrivateLinkRows(handle);
    }

    public WebhookRows webhooks() {
        return new WebhookRows(handle);
    }

    public LogServiceRows logServices() {
        return new LogServiceRows(handle);
    }

    public HybridAgentRows hybridAgents() {
        return new HybridAgentRows(handle);
    }

    public ProxyAgentRows proxyAgents() {
        return new ProxyAgentRows(handle);
    }

    public SecretsManagerRows secretsManagers() {
        return new SecretsManagerRows(handle);
    }

    public WorkRows work() {
        return new WorkRows(handle);
    }

    public AccountRows account() {
        return new AccountRows(handle);
    }

    public UserRows users() {
        return new UserRows(handle);
    }

    public KeyRows keys() {
        return new KeyRows(handle);
    }

    public SystemKeyRows systemKeys() {
        return new SystemKeyRows(handle);
    }

    public TeamRows teams() {
        return new TeamRows(handle);
    }

    public MembershipRows memberships() {
        return new MembershipRows(handle);
    }

    public ConnectionRows connections() {
        return new ConnectionRows(handle);
    }

    public CustomRoleRows customRoles() {
        return new CustomRoleRows(handle);
    }
}
