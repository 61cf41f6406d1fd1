package dev.headrace.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/// What `./dev bench NAME` runs. Names: `load`, `tunnel`.
public final class Bench {
    private static final String USAGE =
            """
            usage: ./dev bench load [--rows N] [--pairs N] [--shuffled] [--embedded]
                                    [--pipe SIZE] [--start-up-only] [--dir FOLDER]
              --rows N          rows of the narrow CSV (10000000)
              --pairs N         psql and Headrace, alternating, that many times (5)
              --shuffled        ids in random order instead of ascending
              --embedded        on the embedded PostgreSQL instead of the machine's own
              --pipe SIZE       peak memory of a load of SIZE generated into the pipe, such as 20g
              --start-up-only   only the time of `load --help` and of a load of one row
              --dir FOLDER      where input and server go (the temporary folder)
            usage: ./dev bench tunnel [--rows N] [--pairs N]
              --rows N          rows of the narrow CSV (3000000)
              --pairs N         our tunnel and `ssh -L`, with and without TLS, alternating (5)
            usage: ./dev bench api [--destinations N] [--users N] [--rate N] [--seconds N]
              --destinations N  in the account (2000)
              --users N         in the account (10000)
              --rate N          requests a second (500)
              --seconds N       how long it is measured, after 20 s that are not (60)
            """;

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private Bench() {}

    /// Exit status: 0 all targets met, 1 a target missed or tables that differ, 2 wrong usage.
    public static void main(String[] arguments) {
        BooleanSupplier bench;
        try {
            bench = parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        System.exit(bench.getAsBoolean() ? 0 : 1);
    }

    private static BooleanSupplier parse(String[] arguments) {
        return switch (arguments.length == 0 ? "" : arguments[0]) {
            case "load" -> new LoadBench(loadSettings(arguments), System.out)::run;
            case "tunnel" -> {
                List<String> words = List.of(arguments).subList(1, arguments.length);
                yield TunnelBench.parse(words, System.out)::run;
            }
            case "api" -> {
                List<String> words = List.of(arguments).subList(1, arguments.length);
                yield ApiBench.parse(words, System.out)::run;
            }
            default -> throw new IllegalArgumentException("name a benchmark: load, tunnel, api");
        };
    }

    private static LoadBench.Settings loadSettings(String[] arguments) {
        LoadBench.Settings settings = LoadBench.Settings.DEFAULT;
        for (int i = 1; i < arguments.length; i++) {
            settings =
                    switch (arguments[i]) {
                        case "--rows" -> settings.withRows(Long.parseLong(value(arguments, ++i)));
                        case "--pairs" ->
                                settings.withPairs(Integer.parseInt(value(arguments, ++i)));
                        case "--pipe" -> settings.withPipeBytes(size(value(arguments, ++i)));
                        case "--dir" -> settings.withDirectory(Path.of(value(arguments, ++i)));
                        case "--shuffled" -> settings.withShuffled(true);
                        case "--embedded" -> settings.withEmbedded(true);
                        case "--start-up-only" -> settings.withRows(0);
                        default -> throw new IllegalArgumentException("unknown: " + arguments[i]);
                    };
        }
        return settings;
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }

    private static long size(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        long unit = lower.endsWith("g") ? GIB : lower.endsWith("m") ? MIB : 1;
        return Long.parseLong(lower.replaceAll("[gm]$", "")) * unit;
    }
}
