package dev.headrace.cli;

import dev.headrace.cli.TableReport.Rows;
import dev.headrace.cli.TableReport.TypedColumn;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.model.TableName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a run did, for people.
final class Summary {
    private static final int EXAMPLE_ROWS = 10;

    private final Report report;
    private final DatabaseAddress destination;
    private final int width;

    Summary(Report report, DatabaseAddress destination, int width) {
        this.report = report;
        this.destination = destination;
        this.width = width;
    }

    /// The result of a load; empty where there is nothing to show because all of it failed.
    Text loaded() {
        List<TableReport> tables =
                report.tables().stream()
                        .filter(table -> !failed(table) || table.rows().changed() > 0)
                        .toList();
        Text text = Text.empty();
        if (tables.isEmpty()) {
            return text;
        }
        boolean nothingNew =
                report.failures().isEmpty() && tables.stream().allMatch(TableReport::unchanged);
        if (nothingNew && report.status().equals("succeeded")) {
            return text.add(nothingNew(tables));
        }
        text.add(table(tables)).newLine();
        text.newLine().dim("Look at it: ").add(psql(destination, tables.getFirst().name()));
        long quarantined = tables.stream().mapToLong(table -> table.rows().quarantined()).sum();
        if (quarantined > 0) {
            text.newLine()
                    .dim("Put aside:  ")
                    .add(
                            "%s rows, with their reasons, in the table quarantine of Headrace's schema"
                                    .formatted(Quantities.count(quarantined)));
        }
        return text;
    }

    private boolean failed(TableReport table) {
        return report.failures().stream()
                .anyMatch(failure ->
                        Objects.equals(failure.place().table(), table.name().table())
                                && Objects.equals(failure.place().schema(), table.name().schema()));
    }

    private static String nothingNew(List<TableReport> tables) {
        long files = tables.stream().mapToLong(table -> table.files().unchanged()).sum();
        String where =
                tables.size() == 1
                        ? tables.getFirst().name().toString()
                        : Quantities.count(tables.size()) + " tables";
        return "Nothing new for %s: %s. Nothing was written."
                .formatted(
                        where,
                        files == 1
                                ? "the file is as it was"
                                : "%s files are as they were".formatted(Quantities.count(files)));
    }

    private Text table(List<TableReport> tables) {
        boolean duplicates = tables.stream().anyMatch(table -> table.rows().duplicate() > 0);
        boolean quarantined = tables.stream().anyMatch(table -> table.rows().quarantined() > 0);
        List<String> headings =
                new ArrayList<>(
                        List.of("table", ">inserted", ">updated", ">deleted", ">unchanged"));
        if (duplicates) {
            headings.add(">duplicate");
        }
        if (quarantined) {
            headings.add(">put aside");
        }
        headings.addAll(List.of(">time", ">rows/s"));
        TextTable text = new TextTable(headings.toArray(String[]::new));
        for (TableReport table : tables) {
            Rows rows = table.rows();
            List<String> cells = new ArrayList<>();
            cells.add(table.name().toString());
            cells.add(Quantities.count(rows.inserted()));
            cells.add(Quantities.count(rows.updated()));
            cells.add(Quantities.count(rows.deleted()));
            cells.add(Quantities.count(rows.unchanged()));
            if (duplicates) {
                cells.add(Quantities.count(rows.duplicate()));
            }
            if (quarantined) {
                cells.add(Quantities.count(rows.quarantined()));
            }
            cells.add(Quantities.time(table.took()));
            cells.add(rows.read() == 0 ? "-" : Quantities.rate(rows.read(), table.took()));
            text.add(cells.toArray(String[]::new));
        }
        return text.render(width);
    }

    /// The result of a dry run.
    Text planned() {
        Text text = Text.empty();
        String separator = "";
        for (TableReport table : report.tables()) {
            text.lines(separator).bold(table.name().toString()).add(": " + toRead(table)).newLine();
            if (!table.columns().isEmpty()) {
                TextTable columns = new TextTable("column", "type", "from");
                for (TypedColumn column : table.columns()) {
                    columns.add(column.name(), column.type(), column.sourceName());
                }
                text.newLine().add(columns.render(width)).newLine();
            }
            if (!table.ddl().isEmpty()) {
                text.newLine().lines(String.join("\n", table.ddl())).newLine();
            }
            separator = "\n";
        }
        return text.newLine().dim("Nothing was touched: this was a dry run.");
    }

    private static String toRead(TableReport table) {
        TableReport.Files files = table.files();
        String read =
                files.read() == 0
                        ? "nothing to read"
                        : "%s to read, %s"
                                .formatted(
                                        files.read() == 1
                                                ? "1 file"
                                                : Quantities.count(files.read()) + " files",
                                        Quantities.bytes(files.bytes()));
        return files.unchanged() == 0
                ? read
                : read + "; %s as they were".formatted(Quantities.count(files.unchanged()));
    }

    /// A command that shows a table, ready to be pasted into a shell.
    static String psql(DatabaseAddress address, TableName table) {
        String sql =
                "SELECT * FROM %s.%s LIMIT %d"
                        .formatted(quoted(table.schema()), quoted(table.table()), EXAMPLE_ROWS);
        return "psql %s -c %s".formatted(shell(psqlUrl(address)), shell(sql));
    }

    /// The address without its password, so that it can be shown.
    static String psqlUrl(DatabaseAddress address) {
        boolean ipv6 = address.host().indexOf(':') >= 0;
        String host = ipv6 ? "[" + address.host() + "]" : address.host();
        return "postgresql://%s@%s:%d/%s"
                .formatted(
                        percentEncoded(address.user()),
                        host,
                        address.port(),
                        percentEncoded(address.database()));
    }

    static String percentEncoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    static String shell(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }
}
