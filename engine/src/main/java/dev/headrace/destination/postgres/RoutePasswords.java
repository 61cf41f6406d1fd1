package dev.headrace.destination.postgres;

import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;

/// Gives the driver the password when the server asks for it, and only in a way in which nobody
/// else learns it. Public and made from the driver's properties because the driver makes it by
/// name.
public final class RoutePasswords implements AuthenticationPlugin {
    private final RouteSockets.Lease lease;

    public RoutePasswords(Properties properties) {
        lease =
                RouteSockets.lease(
                        String.valueOf(PGProperty.SOCKET_FACTORY_ARG.getOrDefault(properties)));
    }

    @Override
    public char @Nullable [] getPassword(AuthenticationRequestType type) throws PSQLException {
        return lease.password(type);
    }
}
