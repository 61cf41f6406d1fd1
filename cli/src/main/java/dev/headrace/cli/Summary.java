package dev.headrace.cli;

import dev.headrace.cli.TableReport.Rows;
import dev.headrace.cli.TableReport.TypedColumn;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.model.TableName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// What a run did, for people.
final class Summary {
    private static final int EXAMPLE_ROWS = 10;

    private final Report report;
    private final DatabaseAddress destination;
    private final String stateSchema;
    private final int width;

    /// @param stateSchema Headrace's own schema there
    /// @param width of the screen
    Summary(Report report, DatabaseAddress destination, String stateSchema, int width) {
        this.report = report;
        this.destination = destination;
        this.stateSchema = stateSchema;
        this.width = width;
    }

    /// The result of a load; empty where there is nothing to show.
    Text loaded() {
        List<TableReport> tables = report.tables().stream().filter(this::isShown).toList();
        Text text = Text.empty();
        if (tables.isEmpty()) {
            return text;
        }
        if (isDone() && tables.stream().allMatch(TableReport::unchanged)) {
            return text.add(nothingNew(tables));
        }
        text.add(table(tables)).newLine();
        text.newLine().dim("Look at it: ").add(psql(destination, tables.getFirst().name()));
        long quarantined = tables.stream().mapToLong(table -> table.rows().quarantined()).sum();
        if (quarantined > 0) {
            text.newLine()
                    .dim("Put aside:  ")
                    .add(quarantined == 1 ? "1 row" : Quantities.count(quarantined) + " rows")
                    .add(", with reasons: SELECT file, line, reason, raw FROM ")
                    .add(stateSchema + ".quarantine");
        }
        return text;
    }

    private boolean isDone() {
        return report.failures().isEmpty() && report.exitStatus() != ExitStatus.INTERRUPTED;
    }

    /// A table that failed or was interrupted is shown where rows of it can be seen.
    private boolean isShown(TableReport table) {
        boolean ended = report.exitStatus() != ExitStatus.INTERRUPTED && !failed(table);
        return ended || table.rows().changed() > 0;
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

    /// A line per table, and their sum. Where the screen is narrow and one schema has them all, its
    /// name is left out.
    Text table(List<TableReport> tables) {
        TextTable full = table(tables, table -> table.name().toString());
        boolean oneSchema =
                tables.stream().map(table -> table.name().schema()).distinct().count() == 1;
        return full.width() > width && oneSchema
                ? table(tables, table -> table.name().table()).render(width)
                : full.render(width);
    }

    private static TextTable table(List<TableReport> tables, Function<TableReport, String> naming) {
        Rows sum = tables.stream().map(TableReport::rows).reduce(Rows.NONE, Rows::plus);
        List<String> headings =
                new ArrayList<>(
                        List.of("table", ">inserted", ">updated", ">deleted", ">unchanged"));
        if (sum.duplicate() > 0) {
            headings.add(">duplicate");
        }
        if (sum.quarantined() > 0) {
            headings.add(">put aside");
        }
        headings.addAll(List.of(">time", ">rows/s"));
        TextTable text = new TextTable(headings.toArray(String[]::new));
        for (TableReport table : tables) {
            text.add(cells(naming.apply(table), table.rows(), sum, table.took()));
        }
        if (tables.size() > 1) {
            Duration took =
                    tables.stream().map(TableReport::took).reduce(Duration.ZERO, Duration::plus);
            text.add(cells("all", sum, sum, took));
        }
        return text;
    }

    private static String[] cells(String name, Rows rows, Rows sum, Duration took) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        cells.add(Quantities.count(rows.inserted()));
        cells.add(Quantities.count(rows.updated()));
        cells.add(Quantities.count(rows.deleted()));
        cells.add(Quantities.count(rows.unchanged()));
        if (sum.duplicate() > 0) {
            cells.add(Quantities.count(rows.duplicate()));
        }
        if (sum.quarantined() > 0) {
            cells.add(Quantities.count(rows.quarantined()));
        }
        cells.add(Quantities.time(took));
        cells.add(rows.read() == 0 ? "-" : Quantities.rate(rows.read(), took));
        return cells.toArray(String[]::new);
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
                String ddl = String.join(";\n", table.ddl());
                text.newLine().lines(ddl.endsWith(";") ? ddl : ddl + ";").newLine();
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
