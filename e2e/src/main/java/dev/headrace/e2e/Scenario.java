package dev.headrace.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.LongStream;

/// A load worth disturbing: what was loaded before, undisturbed, and the run that is disturbed.
///
/// Batches are small, so that a small input passes every step several times.
///
/// @param before runs that lead up to it
/// @param disturbed the run itself
public record Scenario(String name, List<Stage> before, Stage disturbed) {
    private static final int SAMPLE_BYTES = 5 * 1024 * 1024;
    private static final String ORDERS = "orders.csv";
    private static final String FILE = "{in}/" + ORDERS;
    private static final String[] KEYED = {FILE, "--primary-key", "id"};

    /// Every one of them.
    public static final List<Scenario> ALL =
            List.of(
                    first("first-load", ORDERS, KEYED),
                    firstWithDuplicates(),
                    first("first-load-keyless", ORDERS, FILE),
                    first("first-load-gzip", ORDERS + ".gz", FILE + ".gz", "--primary-key", "id"),
                    first(
                            "first-load-one-stream",
                            ORDERS,
                            FILE,
                            "--primary-key",
                            "id",
                            "--parallel",
                            "1"),
                    firstFromStandardInput(),
                    firstWithWidening(),
                    firstWithTextLate(),
                    firstOfFolder(),
                    incremental(),
                    incrementalWithWidening(),
                    incrementalKeylessShrinking(),
                    incrementalGlob(),
                    snapshot("snapshot", "soft-delete"),
                    snapshot("snapshot-live", "live"),
                    refresh("refresh"),
                    refreshUnderView(),
                    append(),
                    quarantine());

    public static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario " + name));
    }

    /// Arguments with batches of about a tenth of a small input.
    private static Stage load(ObjIntConsumer<Path> files, String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--batch-bytes";
        all[arguments.length + 1] = "65536";
        return Stage.of(files, all);
    }

    private static ObjIntConsumer<Path> csv(
            String name, int edition, LongFunction<LongStream> ids, LongFunction<String> line) {
        return (folder, rows) ->
                Orders.write(
                        folder.resolve(name),
                        edition,
                        Orders.lines(Orders.HEADER, ids.apply(rows), line));
    }

    private static ObjIntConsumer<Path> firstEdition(String name) {
        return csv(name, 1, Orders::shuffled, id -> Orders.csv(id, 1));
    }

    /// A third of the rows changed, a tenth new, and one in fifty twice.
    private static ObjIntConsumer<Path> secondEdition(String name) {
        return csv(
                name,
                2,
                rows ->
                        LongStream.concat(
                                Orders.shuffled(rows + rows / 10),
                                Orders.shuffled(rows).filter(id -> id % 50 == 0)),
                id -> Orders.csv(id, id % 3 == 0 ? 2 : 1));
    }

    private static Scenario first(String name, String file, String... arguments) {
        return new Scenario(name, List.of(), load(firstEdition(file), arguments));
    }

    private static Scenario firstWithDuplicates() {
        // The same id comes again in a later edition, far behind; the later line must win.
        ObjIntConsumer<Path> files =
                (folder, rows) -> {
                    StringBuilder text = new StringBuilder(Orders.HEADER);
                    Orders.shuffled(rows).forEach(id -> text.append(Orders.csv(id, 1)));
                    Orders.shuffled(rows)
                            .filter(id -> id % 5 == 0)
                            .forEach(id -> text.append(Orders.csv(id, 2)));
                    Orders.shuffled(rows)
                            .filter(id -> id % 40 == 0)
                            .forEach(id -> text.append(Orders.csv(id, 3)));
                    Orders.write(
                            folder.resolve(ORDERS),
                            1,
                            text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                };
        return new Scenario("first-load-duplicates", List.of(), load(files, KEYED));
    }

    private static Scenario firstFromStandardInput() {
        return new Scenario(
                "first-load-stdin",
                List.of(),
                piped(rows ->
                        Orders.lines(
                                Orders.HEADER, Orders.shuffled(rows), id -> Orders.csv(id, 1))));
    }

    /// Whole numbers first, decimals and moments from the middle on, in an input that cannot be
    /// read again.
    private static Scenario firstWithWidening() {
        return new Scenario(
                "first-load-widening",
                List.of(),
                piped(rows ->
                        Orders.lines(
                                "id,value,day,padding\n",
                                LongStream.rangeClosed(1, rows * 2L),
                                id ->
                                        widening(id, id > rows, "2026-03-29").strip()
                                                + padding(rows))));
    }

    private static Stage piped(IntFunction<byte[]> content) {
        return load(
                        (_, _) -> {},
                        "-",
                        "--table",
                        "orders",
                        "--format",
                        "csv",
                        "--primary-key",
                        "id")
                .fedBy(rows -> StandardInput.of(content.apply(rows)));
    }

    /// Makes half of the rows longer than what is sampled before reading begins, so that what the
    /// other half brings is a surprise.
    private static String padding(int rows) {
        return "," + "x".repeat(SAMPLE_BYTES / rows + 1) + "\n";
    }

    private static String widening(long id, boolean wide, String day) {
        return wide
                ? "%d,%s,%sT%02d:30:00%n".formatted(id, Orders.amount(id, 1), day, id % 24)
                : "%d,%d,%s%n".formatted(id, id % 100, day);
    }

    /// A column that is text only near its end: what was read before must come back as written.
    private static Scenario firstWithTextLate() {
        ObjIntConsumer<Path> files =
                (folder, rows) ->
                        Orders.write(
                                folder.resolve(ORDERS),
                                1,
                                Orders.lines(
                                        "id,code,day,padding\n",
                                        LongStream.rangeClosed(1, rows * 2L),
                                        id ->
                                                "%d,%s,2026-01-02 03:04:05"
                                                                .formatted(
                                                                        id,
                                                                        id > rows * 3L / 2
                                                                                ? "007x"
                                                                                : Long.toString(id))
                                                        + padding(rows)));
        return new Scenario("first-load-text-late", List.of(), load(files, KEYED));
    }

    private static Scenario firstOfFolder() {
        ObjIntConsumer<Path> files =
                (folder, rows) -> {
                    for (int i = 0; i < 3; i++) {
                        firstEdition("shop_" + i + ".csv").accept(folder, rows / 2);
                    }
                    Orders.write(
                            folder.resolve("events.jsonl"),
                            1,
                            Orders.lines("", Orders.shuffled(rows / 2), id -> Orders.json(id, 1)));
                };
        return new Scenario(
                "first-load-folder", List.of(), load(files, "{in}", "--primary-key", "id"));
    }

    private static Scenario incremental() {
        return new Scenario(
                "incremental",
                List.of(load(firstEdition(ORDERS), KEYED)),
                load(secondEdition(ORDERS), KEYED));
    }

    private static Scenario incrementalWithWidening() {
        ObjIntConsumer<Path> narrow =
                (folder, rows) ->
                        Orders.write(
                                folder.resolve(ORDERS),
                                1,
                                Orders.lines(
                                        "id,value,day\n",
                                        Orders.shuffled(rows),
                                        id -> widening(id, false, "2026-03-29")));
        ObjIntConsumer<Path> wide =
                (folder, rows) ->
                        Orders.write(
                                folder.resolve(ORDERS),
                                2,
                                Orders.lines(
                                        "id,value,day,added\n",
                                        LongStream.rangeClosed(1, rows * 3L / 2),
                                        id ->
                                                widening(id, id > rows / 2, "2026-03-29").strip()
                                                        + ",new %d%n".formatted(id % 9)));
        return new Scenario("widening", List.of(load(narrow, KEYED)), load(wide, KEYED));
    }

    /// Without a key a changed file is upserted line by line; lines beyond its new end go.
    private static Scenario incrementalKeylessShrinking() {
        ObjIntConsumer<Path> shorter =
                csv(ORDERS, 2, rows -> Orders.shuffled(rows * 3 / 4), id -> Orders.csv(id, 2));
        return new Scenario(
                "keyless-shrinking",
                List.of(load(firstEdition(ORDERS), FILE)),
                load(shorter, FILE));
    }

    private static Scenario incrementalGlob() {
        String[] arguments = {"{in}/part_*.csv", "--primary-key", "id"};
        ObjIntConsumer<Path> before =
                (folder, rows) -> {
                    firstEdition("part_1.csv").accept(folder, rows / 2);
                    firstEdition("part_2.csv").accept(folder, rows);
                };
        ObjIntConsumer<Path> after =
                (folder, rows) -> {
                    firstEdition("part_1.csv").accept(folder, rows / 2);
                    secondEdition("part_2.csv").accept(folder, rows);
                    csv("part_3.csv", 2, Orders::shuffled, id -> Orders.csv(id + rows / 2, 3))
                            .accept(folder, rows);
                };
        return new Scenario("glob", List.of(load(before, arguments)), load(after, arguments));
    }

    /// A fifth of the rows has vanished, and some of what vanished in between is back.
    private static Scenario snapshot(String name, String mode) {
        String[] arguments = {FILE, "--primary-key", "id", "--snapshot", "--mode", mode};
        ObjIntConsumer<Path> fewer =
                csv(
                        ORDERS,
                        2,
                        rows -> Orders.shuffled(rows).filter(id -> id % 7 != 0),
                        id -> Orders.csv(id, 1));
        ObjIntConsumer<Path> other =
                csv(
                        ORDERS,
                        3,
                        rows -> Orders.shuffled(rows + rows / 20).filter(id -> id % 5 != 0),
                        id -> Orders.csv(id, id % 4 == 0 ? 2 : 1));
        return new Scenario(
                name,
                List.of(load(firstEdition(ORDERS), arguments), load(fewer, arguments)),
                load(other, arguments));
    }

    private static Scenario refresh(String name) {
        return new Scenario(
                name,
                List.of(
                        load(firstEdition(ORDERS), KEYED)
                                .then(
                                        "GRANT SELECT ON files.orders TO PUBLIC",
                                        "COMMENT ON TABLE files.orders IS 'ours'")),
                load(secondEdition(ORDERS), FILE, "--primary-key", "id", "--full-refresh"));
    }

    private static Scenario refreshUnderView() {
        return new Scenario(
                "refresh-under-view",
                List.of(
                        load(firstEdition(ORDERS), KEYED)
                                .then(
                                        "CREATE VIEW files.amounts AS"
                                                + " SELECT id, amount FROM files.orders")),
                load(secondEdition(ORDERS), FILE, "--primary-key", "id", "--full-refresh"));
    }

    /// The file has grown.
    private static Scenario append() {
        String[] arguments = {FILE, "--mode", "append"};
        ObjIntConsumer<Path> grown =
                csv(
                        ORDERS,
                        2,
                        rows -> LongStream.rangeClosed(1, rows * 2L),
                        id -> Orders.csv(id, 1));
        return new Scenario(
                "append",
                List.of(
                        load(
                                csv(
                                        ORDERS,
                                        1,
                                        rows -> LongStream.rangeClosed(1, rows),
                                        id -> Orders.csv(id, 1)),
                                arguments)),
                load(grown, arguments));
    }

    private static Scenario quarantine() {
        ObjIntConsumer<Path> files =
                csv(
                        ORDERS,
                        1,
                        Orders::shuffled,
                        id -> id % 100 == 0 ? id + ",ragged\n" : Orders.csv(id, 1));
        return new Scenario(
                "quarantine",
                List.of(),
                load(files, FILE, "--primary-key", "id", "--on-bad-row", "quarantine"));
    }

    @Override
    public String toString() {
        return name;
    }
}
