package dev.headrace.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Destinations.
public final class DestinationRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("service"),
                            settings(row),
                            new Status(
                                    row.getString("setup_status"),
                                    row.getBoolean("connected_once"),
                                    row.getLong("version"),
                                    row.getLong("way_version")),
                            Columns.instant(row, "created_at"));

    /// More than anybody reads of what uses a thing.
    public static final int USES_MAX = 1_000;

    private final Handle handle;

    DestinationRows(Handle handle) {
        this.handle = handle;
    }

    /// A destination.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param id its group's
    public record Row(
            long number,
            String id,
            String service,
            Settings settings,
            Status status,
            Instant createdAt) {

        public Row with(Settings settings, Status status) {
            return new Row(number, id, service, settings, status, createdAt);
        }
    }

    /// What a client says of it.
    ///
    /// @param region where its data is processed, null where its agent decides
    /// @param config a JSON object, secrets masked
    /// @param failoverRegion null for no failover
    public record Settings(
            @Nullable String region,
            Zone zone,
            Way way,
            Keeper keeper,
            String config,
            @Nullable String failoverRegion) {}

    /// When its days begin.
    ///
    /// @param offset as it was sent: `-11` to `+12`
    /// @param daylightSaving null where nobody said
    /// @param name IANA's, null where nobody said
    public record Zone(String offset, @Nullable Boolean daylightSaving, @Nullable String name) {}

    /// How it is reached.
    ///
    /// @param method `networking_method` as it was sent, null where it was not
    /// @param stated what was last said of the method, in whichever field; null where nothing was
    public record Way(
            @Nullable String method,
            @Nullable String stated,
            @Nullable String privateLinkId,
            @Nullable String proxyAgentId,
            @Nullable String hybridAgentId) {}

    /// Who else keeps its secrets.
    ///
    /// @param keys a JSON object, null where none was sent
    public record Keeper(@Nullable String id, @Nullable String keys) {}

    /// How far it is.
    ///
    /// @param word `connected`, `incomplete` or `broken`
    /// @param connectedOnce whether the tests have ever passed
    /// @param version changes with every change of settings
    /// @param wayVersion changes with what the tests depend on
    public record Status(String word, boolean connectedOnce, long version, long wayVersion) {}

    /// Adds it, unless its group has one.
    public Optional<Row> add(Row row) {
        return bind(
                        handle.createQuery(
                                """
                                INSERT INTO headrace.destination (id, service, region,
                                    time_zone_offset, daylight_saving, time_zone,
                                    networking_method, networking_stated, private_link_id,
                                    proxy_agent_id, hybrid_agent_id, secrets_manager_id,
                                    secrets_keys, config, failover_region, setup_status,
                                    connected_once, version, way_version, created_at)
                                VALUES (:id, :service, :region, :offset, :daylightSaving, :zone,
                                    :method, :stated, :privateLinkId, :proxyAgentId,
                                    :hybridAgentId, :managerId, :managerKeys::json, :config::json,
                                    :failoverRegion, :status, :connectedOnce, :version,
                                    :wayVersion, :at)
                                ON CONFLICT DO NOTHING RETURNING *
                                """),
                        row)
                .bind("service", row.service())
                .bind("at", Columns.time(row.createdAt()))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.destination WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery("SELECT * FROM headrace.destination WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Visible visible, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.destination
                                WHERE number > :after AND (:all OR id = ANY (:ids))
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", visible.all())
                        .bindArray("ids", String.class, visible.ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Writes settings and status.
    public void change(Row row) {
        bind(
                        handle.createUpdate(
                                """
                                UPDATE headrace.destination SET region = :region,
                                    time_zone_offset = :offset, daylight_saving = :daylightSaving,
                                    time_zone = :zone, networking_method = :method,
                                    networking_stated = :stated, private_link_id = :privateLinkId,
                                    proxy_agent_id = :proxyAgentId,
                                    hybrid_agent_id = :hybridAgentId,
                                    secrets_manager_id = :managerId,
                                    secrets_keys = :managerKeys::json, config = :config::json,
                                    failover_region = :failoverRegion, setup_status = :status,
                                    connected_once = :connectedOnce, version = :version,
                                    way_version = :wayVersion
                                WHERE id = :id
                                """),
                        row)
                .execute();
    }

    /// Writes what tests came to, unless what they tested has changed meanwhile.
    ///
    /// @param wayVersion that was tested
    public void tested(String id, long wayVersion, boolean passed) {
        handle.createUpdate(
                        """
                        UPDATE headrace.destination SET
                            connected_once = connected_once OR :passed,
                            setup_status = CASE WHEN :passed THEN 'connected'
                                WHEN connected_once THEN 'broken' ELSE 'incomplete' END
                        WHERE id = :id AND way_version = :version
                        """)
                .bind("id", id)
                .bind("version", wayVersion)
                .bind("passed", passed)
                .execute();
    }

    public boolean remove(String id) {
        return handle.createUpdate("DELETE FROM headrace.destination WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /// Whether there is a secrets manager with this id.
    public boolean hasSecretsManager(String id) {
        return exists("SELECT FROM headrace.secrets_manager WHERE id = :id", id);
    }

    /// Whether a destination goes through this private link.
    public boolean usesPrivateLink(String id) {
        return exists("SELECT FROM headrace.destination WHERE private_link_id = :id", id);
    }

    /// A destination by its id and its kind.
    public record Use(String id, String service) {}

    /// The destinations that go through a proxy agent, the oldest first; [#USES_MAX] at most.
    public List<Use> throughProxyAgent(String id) {
        return handle.createQuery(
                        """
                        SELECT id, service FROM headrace.destination
                        WHERE proxy_agent_id = :id ORDER BY number LIMIT :limit
                        """)
                .bind("id", id)
                .bind("limit", USES_MAX)
                .map((row, context) -> new Use(row.getString("id"), row.getString("service")))
                .list();
    }

    /// How many destinations go through each of these proxy agents; those with none are left out.
    public Map<String, Long> countThroughProxyAgents(Collection<String> ids) {
        Map<String, Long> counts = new HashMap<>();
        handle.createQuery(
                        """
                        SELECT proxy_agent_id, count(*) AS uses FROM headrace.destination
                        WHERE proxy_agent_id = ANY (:ids) GROUP BY proxy_agent_id
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) ->
                        Map.entry(row.getString("proxy_agent_id"), row.getLong("uses")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /// Whether a destination goes through this proxy agent.
    public boolean usesProxyAgent(String id) {
        return exists("SELECT FROM headrace.destination WHERE proxy_agent_id = :id", id);
    }

    /// Whether a destination has secrets there.
    public boolean usesSecretsManager(String id) {
        return exists("SELECT FROM headrace.destination WHERE secrets_manager_id = :id", id);
    }

    private boolean exists(String query, String id) {
        return handle.createQuery("SELECT EXISTS (" + query + ")")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    private static Settings settings(ResultSet row) throws SQLException {
        return new Settings(
                row.getString("region"),
                new Zone(
                        row.getString("time_zone_offset"),
                        row.getObject("daylight_saving", Boolean.class),
                        row.getString("time_zone")),
                new Way(
                        row.getString("networking_method"),
                        row.getString("networking_stated"),
                        row.getString("private_link_id"),
                        row.getString("proxy_agent_id"),
                        row.getString("hybrid_agent_id")),
                new Keeper(row.getString("secrets_manager_id"), row.getString("secrets_keys")),
                row.getString("config"),
                row.getString("failover_region"));
    }

    private static <T extends SqlStatement<T>> T bind(T statement, Row row) {
        Settings settings = row.settings();
        return statement
                .bind("id", row.id())
                .bind("region", settings.region())
                .bind("offset", settings.zone().offset())
                .bind("daylightSaving", settings.zone().daylightSaving())
                .bind("zone", settings.zone().name())
                .bind("method", settings.way().method())
                .bind("stated", settings.way().stated())
                .bind("privateLinkId", settings.way().privateLinkId())
                .bind("proxyAgentId", settings.way().proxyAgentId())
                .bind("hybridAgentId", settings.way().hybridAgentId())
                .bind("managerId", settings.keeper().id())
                .bind("managerKeys", settings.keeper().keys())
                .bind("config", settings.config())
                .bind("failoverRegion", settings.failoverRegion())
                .bind("status", row.status().word())
                .bind("connectedOnce", row.status().connectedOnce())
                .bind("version", row.status().version())
                .bind("wayVersion", row.status().wayVersion());
    }
}
