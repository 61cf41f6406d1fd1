package dev.headrace.api;

import dev.headrace.control.AccessVerbs;
import dev.headrace.control.Groups;
import java.util.ArrayList;
import java.util.List;

/// Everything about who may do what.
final class AccessEndpoints {
    private AccessEndpoints() {}

    static List<Endpoint> of(AccessVerbs verbs, Groups groups) {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new AccountEndpoints(verbs, groups).all());
        all.addAll(new UserEndpoints(verbs.users()).all());
        all.addAll(new TeamEndpoints(verbs.teams()).all());
        all.addAll(new TeamUserEndpoints(verbs.teamUsers()).all());
        all.addAll(new MembershipEndpoints(verbs.memberships()).all());
        all.addAll(new GroupUserEndpoints(verbs.groupUsers()).all());
        all.addAll(new RoleEndpoints(verbs.roles()).all());
        all.addAll(new SystemKeyEndpoints(verbs.systemKeys()).all());
        all.addAll(new ApiKeyEndpoints(verbs.apiKeys()).all());
        return all;
    }
}
