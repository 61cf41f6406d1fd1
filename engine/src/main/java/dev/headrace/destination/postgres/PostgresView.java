package dev.headrace.destination.postgres;

import dev.headrace.destination.DestinationView;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// Looks at the destination without lock and fence, and without a ledger where there is none.
final class PostgresView implements DestinationView {
    private final ServerConnections connections;
    private final PgConnection jdbc;
    private final ConnectionName connection;
    private final Identifier schema;

    /// @param jdbc is this object's from here on
    PostgresView(
            ServerConnections connections,
            PgConnection jdbc,
            ConnectionName connection,
            Identifier schema) {
        this.connections = connections;
        this.jdbc = jdbc;
        this.connection = connection;
        this.schema = schema;
    }

    @Override
    public StoredTable inspect(LoadRequest request) {
        return look(request).stored();
    }

    private Inspection look(LoadRequest request) {
        try {
            return new TableInspection(
                            jdbc,
                            new Ledger(schema),
                            ServerConnections.version(jdbc),
                            connection,
                            connections.address())
                    .inspect(request, new LedgerSchema(schema).current(jdbc));
        } catch (SQLException e) {
            throw connections
                    .failures()
                    .of(e)
                    .at(FailurePlace.ofTable(request.table().schema(), request.table().table()));
        }
    }

    @Override
    public List<String> plan(LoadRequest request, TableShape shape) {
        Inspection found = look(request);
        try {
            LoadPlan.Setting setting =
                    new LoadPlan.Setting(schema, ServerConnections.version(jdbc), serverTime());
            return LoadPlan.of(found, request, shape, setting).statements();
        } catch (SQLException e) {
            throw connections.failures().of(e);
        }
    }

    private Instant serverTime() throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    @Override
    public void close() {
        PostgresDestination.close(jdbc);
    }
}
