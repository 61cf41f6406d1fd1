package dev.headrace.catalog;

import dev.headrace.catalog.KeyRows.RoleName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads roles that a query has gathered in two arrays.
final class RoleNames {
    private RoleNames() {}

    /// @param names the column with the roles' names
    /// @param permissions the column with each one's permissions, apart by commas; null where it is
    ///   no custom role
    static List<RoleName> of(ResultSet row, String names, String permissions) throws SQLException {
        List<RoleName> roles = new ArrayList<>();
        if (row.getArray(names) == null) {
            return roles;
        }
        String[] name = (String[]) row.getArray(names).getArray();
        String[] permission = (String[]) row.getArray(permissions).getArray();
        for (int i = 0; i < name.length; i++) {
            roles.add(new RoleName(name[i], split(permission[i])));
        }
        return roles;
    }

    static List<String> split(@Nullable String permissions) {
        return permissions == null || permissions.isEmpty()
                ? List.of()
                : List.of(permissions.split(",", -1));
    }
}
