package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The columns of one table, over all of its files: which there are, under which names, of which
/// types, and the system columns behind them.
final class TableColumns {
    /// What no column of a file may be called, because a column of ours is.
    private static final Set<String> RESERVED =
            Stream.of(SystemColumn.values())
                    .map(SystemColumn::columnName)
                    .collect(Collectors.toUnmodifiableSet());

    private final FileSourceOptions options;
    private final FileSourceOptions.Columns wanted;
    private final Map<String, Column> stored = new LinkedHashMap<>();
    private final Map<String, String> storedSourceByName = new HashMap<>();

    /// By source name; deselected ones are not there.
    private final Map<String, ColumnProfile> bySource = new LinkedHashMap<>();

    private final List<ColumnProfile> profiles = new ArrayList<>();

    /// Columns that could not get the name that was theirs by the rules.
    private final Map<String, String> renamed = new LinkedHashMap<>();

    private final List<SystemColumn> system = new ArrayList<>();

    /// @param before the columns that the destination has
    /// @param fixed whether their types hold; else they are inferred again
    TableColumns(FileSourceOptions options, @Nullable TableShape before, boolean fixed) {
        this.options = options;
        this.wanted = options.columns();
        List<Column> columns = before == null ? List.of() : before.columns();
        for (SystemColumn candidate :
                List.of(SystemColumn.FILE, SystemColumn.LINE, SystemColumn.MODIFIED)) {
            boolean there = columns.stream().anyMatch(column -> isSystem(column, candidate));
            boolean added =
                    candidate == SystemColumn.MODIFIED
                            ? options.addsModified()
                            : options.addsFileAndLine();
            if (there || added) {
                system.add(candidate);
            }
        }
        for (Column column : columns) {
            if (system.stream().noneMatch(candidate -> isSystem(column, candidate))) {
                stored.put(column.sourceName(), column);
                storedSourceByName.put(column.name(), column.sourceName());
                add(column.sourceName(), column.name(), fixed ? column : null);
            }
        }
    }

    /// Takes into account what an interrupted first load has in.
    void remember() {
        for (Column column : stored.values()) {
            ColumnProfile profile = bySource.get(column.sourceName());
            if (profile != null) {
                profile.remember(column);
            }
        }
    }

    private static boolean isSystem(Column column, SystemColumn candidate) {
        return column.name().equals(candidate.columnName())
                && column.sourceName().equals(candidate.columnName());
    }

    /// Adds the columns of a file, as far as they are wanted and not there yet.
    ///
    /// @return whether any was added
    boolean add(Collection<String> fields) {
        Map<String, String> known =
                profiles.stream()
                        .collect(
                                Collectors.toMap(
                                        profile -> profile.source, profile -> profile.name));
        Map<String, String> names = wanted.naming().columns(unaliased(fields), known, RESERVED);
        boolean added = false;
        for (Map.Entry<String, String> named : names.entrySet()) {
            String source = named.getKey();
            String name = named.getValue();
            if (!bySource.containsKey(source) && isSelected(source, name)) {
                add(source, name, null);
                added = true;
                if (!name.equals(wanted.naming().column(source))) {
                    renamed.put(source, name);
                }
            }
        }
        return added;
    }

    /// Lets a field of a table that others made find its column by the destination's name.
    private List<String> unaliased(Collection<String> fields) {
        List<String> fresh = new ArrayList<>();
        for (String field : fields) {
            String other = storedSourceByName.get(wanted.naming().column(field));
            boolean alias = other != null && !stored.containsKey(field) && !fields.contains(other);
            if (alias) {
                ColumnProfile profile = bySource.get(other);
                if (profile != null) {
                    bySource.putIfAbsent(field, profile);
                }
            } else {
                fresh.add(field);
            }
        }
        return fresh;
    }

    private void add(String source, String name, @Nullable Column before) {
        LogicalType cast = wanted.casts().get(source);
        if (cast == null) {
            cast = wanted.casts().get(name);
        }
        LogicalType given = cast;
        if (before != null && !before.nullOnly()) {
            given = join(before.type(), cast);
        }
        boolean fixed = cast != null && given == cast;
        boolean markers = options.text().nullMarkers().isEmpty();
        ColumnProfile profile =
                new ColumnProfile(
                        profiles.size(), source, name, isKey(source, name), given, fixed, markers);
        profiles.add(profile);
        bySource.put(source, profile);
    }

    private static LogicalType join(LogicalType type, @Nullable LogicalType other) {
        return other == null ? type : type.join(other);
    }

    private boolean isSelected(String source, String name) {
        List<String> only = wanted.select();
        if (!only.isEmpty() && !only.contains(source) && !only.contains(name)) {
            return false;
        }
        return !wanted.deselect().contains(source) && !wanted.deselect().contains(name);
    }

    private boolean isKey(String source, String name) {
        return wanted.primaryKey().contains(source) || wanted.primaryKey().contains(name);
    }

    /// What is to be said about names.
    void addWarnings(List<Warning> all) {
        renamed.forEach((source, name) -> {
            String message =
                    "Column '%s' is called %s: its own name is taken.".formatted(source, name);
            all.add(new Warning(WarningCode.COLUMN_RENAMED, message, 1));
        });
    }

    /// Refuses words for columns that are not there, as far as that can be known.
    ///
    /// @param fields that the inputs have
    void requireNamed(Collection<String> fields) {
        List<String> words = new ArrayList<>(wanted.select());
        words.addAll(wanted.deselect());
        words.addAll(wanted.casts().keySet());
        Set<String> there = new LinkedHashSet<>(fields);
        fields.forEach(field -> there.add(wanted.naming().column(field)));
        profiles.forEach(profile -> there.add(profile.name));
        for (String word : words) {
            if (!there.contains(word)) {
                throw Failure.of(
                                FailureCode.USAGE,
                                "There is no column '%s' in the input.".formatted(word))
                        .next("The columns are: %s.".formatted(String.join(", ", fields)));
            }
        }
    }

    List<ColumnProfile> profiles() {
        return profiles;
    }

    List<SystemColumn> system() {
        return system;
    }

    /// The column that a field's values go to, null where they are not wanted.
    @Nullable ColumnProfile find(String field) {
        return bySource.get(field);
    }

    TableShape shape() {
        List<Column> columns = new ArrayList<>();
        profiles.forEach(profile -> columns.add(profile.column()));
        system.forEach(column -> columns.add(column.column()));
        return new TableShape(columns, key());
    }

    private List<String> key() {
        if (options.mode() == SyncMode.APPEND) {
            return List.of();
        }
        if (options.isKeyless()) {
            return List.of(SystemColumn.FILE.columnName(), SystemColumn.LINE.columnName());
        }
        List<String> key = new ArrayList<>();
        for (String wish : wanted.primaryKey()) {
            key.add(
                    profiles.stream()
                            .filter(p -> p.source.equals(wish) || p.name.equals(wish))
                            .findFirst()
                            .orElseThrow(() -> keyMissing(wish))
                            .name);
        }
        return key;
    }

    /// Whether file and line tell rows apart.
    boolean isKeyedByLine() {
        return options.isKeyless() && options.mode() != SyncMode.APPEND;
    }

    /// Refuses a file that lacks a key column.
    void requireKey(InputFile file, List<String> fields) {
        for (String wish : wanted.primaryKey()) {
            boolean there =
                    fields.stream()
                            .map(this::find)
                            .anyMatch(p ->
                                    p != null && (p.source.equals(wish) || p.name.equals(wish)));
            if (!there) {
                throw Failure.of(
                                FailureCode.KEY_MISSING,
                                "'%s' has no key column '%s'.".formatted(file.key(), wish))
                        .at(FailurePlace.ofFile(file.key(), 0));
            }
        }
    }

    private static Failure keyMissing(String column) {
        return Failure.of(
                FailureCode.KEY_MISSING,
                "The key column '%s' is not in the input.".formatted(column));
    }
}
