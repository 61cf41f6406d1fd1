package dev.headrace.cli;

import dev.headrace.source.ReadProgress;
import dev.headrace.sync.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// How far a load is, in words. Remembers a few seconds, so that rate and time left follow what
/// happens now. For one sync.
final class ProgressText {
    /// Long enough to be calm, short enough to follow.
    private static final Duration MEMORY = Duration.ofSeconds(8);

    private static final int BAR_CELLS = 20;
    private static final int TABLE_CELLS_MIN = 12;

    /// Bar, bytes, rate, time left.
    private static final int DROPPED_MAX = 4;

    private static final String GAP = "  ";

    private record Sample(Instant at, long rows, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private String table = "";

    /// One line of at most `width` cells: what matters least is left out first.
    Text line(SyncProgress progress, Instant now, int width) {
        remember(progress, now);
        String count =
                progress.count() > 1
                        ? " (%d/%d)".formatted(progress.number(), progress.count())
                        : "";
        String name = Printable.line(progress.table().toString());
        String rest = "";
        int left = 0;
        for (int dropped = 0; dropped <= DROPPED_MAX && left < TABLE_CELLS_MIN; dropped++) {
            rest = count + GAP + String.join(GAP, parts(progress, now, dropped));
            left = width - Printable.width(rest);
            if (left >= Printable.width(name)) {
                break;
            }
        }
        String line = Printable.fit(name, Math.max(left, TABLE_CELLS_MIN)) + rest;
        return Text.of(Printable.fit(line, width));
    }

    /// The same as a sentence, for what is no terminal.
    Text sentence(SyncProgress progress, Instant now) {
        remember(progress, now);
        return Text.of(progress.table() + ": " + String.join(", ", parts(progress, now, 1)));
    }

    /// What there is to say, without the `dropped` least important ones.
    private List<String> parts(SyncProgress progress, Instant now, int dropped) {
        ReadProgress read = progress.read();
        List<String> parts = new ArrayList<>();
        switch (progress.stage()) {
            case OPENING -> parts.add("looking at the input and the table");
            case READING -> {
                double share = share(read);
                if (share >= 0 && dropped < 1) {
                    parts.add(bar(share));
                }
                if (share >= 0) {
                    parts.add("%d %%".formatted((int) (share * 100)));
                }
                parts.add(Quantities.count(read.rows()) + " rows");
                if (dropped < 2) {
                    parts.add(bytes(read));
                }
                if (dropped < 3) {
                    parts.add(rate() + " rows/s");
                }
                long secondsLeft = secondsLeft(read);
                if (secondsLeft >= 0 && dropped < 4) {
                    parts.add(clock(secondsLeft) + " left");
                }
            }
            case FINISHING -> {
                parts.add(Quantities.count(read.rows()) + " rows read");
                if (dropped < 2) {
                    parts.add("finishing the table");
                }
                if (dropped < 3) {
                    parts.add(clock(Duration.between(progress.since(), now).toSeconds()));
                }
            }
        }
        return parts;
    }

    private void remember(SyncProgress progress, Instant now) {
        if (!progress.table().toString().equals(table)) {
            table = progress.table().toString();
            samples.clear();
            samples.add(new Sample(progress.since(), 0, 0));
        }
        if (progress.stage() == SyncProgress.Stage.OPENING) {
            // Nothing is read yet: the rate counts from here.
            samples.clear();
        }
        samples.add(new Sample(now, progress.read().rows(), progress.read().bytesRead()));
        while (samples.size() > 2 && samples.getFirst().at.isBefore(now.minus(MEMORY))) {
            samples.removeFirst();
        }
    }

    private Duration remembered() {
        return Duration.between(samples.getFirst().at, samples.getLast().at);
    }

    private String rate() {
        long rows = Math.max(0, samples.getLast().rows - samples.getFirst().rows);
        return Quantities.rate(rows, remembered());
    }

    private static double share(ReadProgress read) {
        return read.bytesTotal() <= 0
                ? -1
                : Math.min(1, (double) read.bytesRead() / (double) read.bytesTotal());
    }

    /// Negative while nobody can tell.
    private long secondsLeft(ReadProgress read) {
        long bytes = samples.getLast().bytes - samples.getFirst().bytes;
        long millis = remembered().toMillis();
        if (read.bytesTotal() <= 0 || bytes <= 0 || millis < 1_000) {
            return -1;
        }
        double perMilli = (double) bytes / (double) millis;
        return Math.round((read.bytesTotal() - read.bytesRead()) / perMilli / 1_000);
    }

    private static String bytes(ReadProgress read) {
        String done = Quantities.bytes(read.bytesRead());
        return read.bytesTotal() <= 0 ? done : done + " of " + Quantities.bytes(read.bytesTotal());
    }

    private static String bar(double share) {
        int filled = (int) Math.round(share * BAR_CELLS);
        return "[" + "=".repeat(filled) + " ".repeat(BAR_CELLS - filled) + "]";
    }

    /// `0:07`, `12:34`, `1:02:03`.
    private static String clock(long seconds) {
        long hours = seconds / 3_600;
        return hours > 0
                ? "%d:%02d:%02d".formatted(hours, seconds / 60 % 60, seconds % 60)
                : "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
