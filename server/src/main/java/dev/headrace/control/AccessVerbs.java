package dev.headrace.control;

import dev.headrace.access.FeaturePolicy;
import dev.headrace.catalog.Catalog;
import dev.headrace.vault.KeyedHash;
import java.time.InstantSource;

/// The verbs on who may do what.
public record AccessVerbs(
        Accounts accounts,
        Users users,
        Teams teams,
        TeamUsers teamUsers,
        Memberships memberships,
        GroupUsers groupUsers,
        Roles roles,
        SystemKeys systemKeys,
        ApiKeys apiKeys,
        AuditTrail auditTrail,
        FeaturePolicy features) {

    /// All of them.
    ///
    /// @param hash for the secrets of API keys
    public static AccessVerbs of(
            Catalog catalog, KeyedHash hash, FeaturePolicy features, InstantSource clock) {
        Memberships memberships = new Memberships(catalog, clock);
        return new AccessVerbs(
                new Accounts(catalog),
                new Users(catalog, clock),
                new Teams(catalog, clock),
                new TeamUsers(catalog, clock),
                memberships,
                new GroupUsers(catalog, memberships),
                new Roles(catalog, features, clock),
                new SystemKeys(catalog, hash, clock),
                new ApiKeys(catalog, hash, clock),
                new AuditTrail(catalog),
                features);
    }
}
