package dev.headrace.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// The settings file: a map of keys to texts, lists, or `{env: NAME}` and `{file: PATH}` for what
/// is to stand elsewhere.
///
/// @param values by key, lists and regions in the spelling of one line
record SettingsFile(Path path, Map<String, String> values) {

    /// @param problems takes a sentence for each mistake
    static SettingsFile read(Path path, Map<String, String> environment, List<String> problems) {
        Map<String, String> values = new TreeMap<>();
        if (Files.exists(path)) {
            try (InputStream in = Files.newInputStream(path)) {
                LoadSettings settings =
                        LoadSettings.builder().setSchema(new FailsafeSchema()).build();
                Iterator<Object> documents =
                        new Load(settings).loadAllFromInputStream(in).iterator();
                Object document = documents.hasNext() ? documents.next() : Map.of();
                if (document instanceof Map<?, ?> map) {
                    map.forEach((key, value) ->
                            new Reading(path, environment, problems, String.valueOf(key))
                                    .put(value, values));
                } else if (document != null && !"".equals(document)) {
                    problems.add("The file %s is no map of keys to values.".formatted(path));
                }
            } catch (MarkedYamlEngineException e) {
                String line =
                        e.getProblemMark()
                                .map(mark -> ", line %d,".formatted(mark.getLine() + 1))
                                .orElse("");
                problems.add("The file %s%s is no YAML.".formatted(path, line));
            } catch (YamlEngineException e) {
                problems.add("The file %s is no YAML.".formatted(path));
            } catch (IOException e) {
                problems.add("The file %s cannot be read.".formatted(path));
            }
        }
        return new SettingsFile(path, values);
    }

    /// One key of the file.
    private record Reading(
            Path path, Map<String, String> environment, List<String> problems, String key) {

        void put(@Nullable Object value, Map<String, String> values) {
            String text = text(value);
            if (text != null) {
                values.put(key, text);
            }
        }

        private @Nullable String text(@Nullable Object value) {
            return switch (value) {
                case null -> null;
                case String text -> text;
                case List<?> list -> {
                    StringJoiner joined = new StringJoiner(",");
                    list.forEach(item -> joined.add(String.valueOf(item)));
                    yield joined.toString();
                }
                case Map<?, ?> map when map.size() == 1 && map.get("env") instanceof String name ->
                        variable(name);
                case Map<?, ?> map when map.size() == 1 && map.get("file") instanceof String file ->
                        file(file);
                case Map<?, ?> map -> regions(map);
                default -> {
                    problems.add("%s in %s has no value that can be read.".formatted(key, path));
                    yield null;
                }
            };
        }

        private @Nullable String variable(String name) {
            String value = environment.get(name);
            if (value == null) {
                problems.add(
                        "%s in %s: the environment has no variable %s.".formatted(key, path, name));
            }
            return value;
        }

        private @Nullable String file(String name) {
            try {
                return SettingsReader.secretFile(path.resolveSibling(name));
            } catch (IOException e) {
                problems.add("%s in %s: the file %s cannot be read.".formatted(key, path, name));
                return null;
            }
        }

        /// `REGION: {egress: [RANGE, …]}` as `REGION=RANGE+RANGE`.
        private String regions(Map<?, ?> map) {
            StringJoiner joined = new StringJoiner(",");
            map.forEach((region, said) -> {
                Object egress = said instanceof Map<?, ?> more ? more.get("egress") : said;
                StringJoiner ranges = new StringJoiner("+");
                if (egress instanceof List<?> list) {
                    list.forEach(range -> ranges.add(String.valueOf(range)));
                } else if (egress instanceof String range) {
                    ranges.add(range);
                }
                joined.add(region + "=" + ranges);
            });
            return joined.toString();
        }
    }
}
