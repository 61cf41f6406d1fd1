package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable.Phase;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a load would execute to make or change its table. Pure.
///
/// @param statements in order; a build's number, which only a real one has, is written `<n>`
record LoadPlan(List<String> statements) {
    private static final String NUMBER = "<n>";

    LoadPlan {
        statements = List.copyOf(statements);
    }

    /// Where a plan is made.
    ///
    /// @param ledger the ledger's schema
    /// @param now what the system column would get
    record Setting(Identifier ledger, ServerVersion version, Instant now) {}

    static LoadPlan of(Inspection found, LoadRequest request, TableShape shape, Setting setting) {
        List<String> statements = new ArrayList<>();
        CatalogTable table = found.table();
        boolean mends =
                found.repair() == Inspection.Repair.ADOPT
                        || found.repair() == Inspection.Repair.FORGET_STATES;
        if (mends && table != null) {
            statements.addAll(Adoption.plan(table, request, setting.now()));
        }
        TableShape known = found.stored().shape();
        if (found.stored().phase() == Phase.LIVE && known != null) {
            statements.addAll(
                    ColumnDdl.between(QualifiedName.of(request.table()), known, shape)
                            .statements());
        } else {
            statements.addAll(firstLoad(found, request, shape, setting));
        }
        return new LoadPlan(statements);
    }

    private static List<String> firstLoad(
            Inspection found, LoadRequest request, TableShape shape, Setting setting) {
        TableName target = request.table();
        QualifiedName load = new QualifiedName(setting.ledger(), new Identifier("load_" + NUMBER));
        StoredShape stored = new StoredShape(shape, request.mode());
        BuildDdl ddl = new BuildDdl(load, stored, setting.version());
        List<String> statements = new ArrayList<>();
        statements.add(ddl.create(false, setting.now()));
        if (!shape.key().isEmpty()) {
            statements.add(ddl.addKey(new Identifier("load_" + NUMBER + "_pkey")));
        }
        statements.addAll(ddl.addSystemColumns(setting.now()));
        if (found.table() == null) {
            statements.add(
                    SqlTemplate.of("CREATE SCHEMA IF NOT EXISTS {schema}")
                            .put("schema", new Identifier(target.schema()))
                            .sql());
        }
        statements.addAll(Publication.moves(load, target));
        statements.addAll(Publication.grants(target, request.grantTo()));
        return statements;
    }
}
