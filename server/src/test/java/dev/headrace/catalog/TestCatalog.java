package dev.headrace.catalog;

import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;

/// A metadata database of its own for the tests of one class.
public final class TestCatalog implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 4;

    private final TestDatabase database;
    private final Catalog catalog;

    private TestCatalog(TestDatabase database, Catalog catalog) {
        this.database = database;
        this.catalog = catalog;
    }

    public static TestCatalog open() {
        TestDatabase database = TestPostgres.database();
        return new TestCatalog(
                database,
                Catalog.open(
                        new Catalog.Address(
                                "jdbc:postgresql://%s:%d/%s"
                                        .formatted(
                                                database.host(), database.port(), database.name()),
                                database.loader(),
                                Secret.of(database.loaderPassword()),
                                CONNECTIONS_MAX)));
    }

    public Catalog catalog() {
        return catalog;
    }

    public TestDatabase database() {
        return database;
    }

    /// Every row of every table as text, as a dump would show it.
    public String dump() {
        return dump(database);
    }

    /// The same of any database.
    public static String dump(TestDatabase database) {
        List<String> rows = new ArrayList<>();
        for (List<String> table :
                database.query(
                        """
                        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
                        """)) {
            String name = table.getFirst();
            database.query("SELECT t::text FROM %s t".formatted(name))
                    .forEach(row -> rows.add(name + " " + row.getFirst()));
        }
        return String.join("\n", rows);
    }

    @Override
    public void close() {
        catalog.close();
        database.close();
    }
}
