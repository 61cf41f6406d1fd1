package dev.headrace.catalog;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// The scheduler's dialect, in which a worker picks only what is for its pools and of a kind that
/// it knows. Everything else is the library's own, so that each worker finds what died in every
/// pool.
public final class PickOwn extends PostgreSqlJdbcCustomization {
    private final String[] pools;
    private final String[] kinds;

    public PickOwn(Collection<String> pools, Collection<String> kinds) {
        super(false, false);
        this.pools = pools.toArray(String[]::new);
        this.kinds = kinds.toArray(String[]::new);
    }

    /// One statement, however many are picked: who comes at the same time skips the locked rows.
    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
        return context.jdbcRunner.query(
                """
                WITH due AS MATERIALIZED (
                    SELECT task_name, task_instance FROM headrace.execution
                    WHERE NOT picked AND pool = ANY (?) AND kind = ANY (?)
                        AND execution_time <= ?
                    ORDER BY execution_time LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE headrace.execution AS execution
                SET picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
                FROM due
                WHERE execution.task_name = due.task_name
                    AND execution.task_instance = due.task_instance
                RETURNING execution.*
                """,
                statement -> {
                    Connection connection = statement.getConnection();
                    statement.setArray(1, connection.createArrayOf("text", pools));
                    statement.setArray(2, connection.createArrayOf("text", kinds));
                    setInstant(statement, 3, now);
                    statement.setInt(4, limit);
                    statement.setString(5, context.schedulerName.getName());
                    setInstant(statement, 6, now);
                },
                context.resultSetMapper.get());
    }
}
