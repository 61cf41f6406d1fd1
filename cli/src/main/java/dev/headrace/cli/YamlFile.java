package dev.headrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// A file of named things that the user writes: a map of names to maps of keys to texts.
record YamlFile(Path path) {

    /// Name to whatever stands there; empty where there is no file.
    ///
    /// @throws dev.headrace.failure.Failure `USAGE` where it is no such file
    Map<String, Object> read() {
        if (!Files.exists(path)) {
            return Map.of();
        }
        try (InputStream in = Files.newInputStream(path)) {
            // Texts stay texts: 0123 is a password, not a number.
            LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
            Iterator<Object> documents = new Load(settings).loadAllFromInputStream(in).iterator();
            return documents.hasNext() ? map(documents.next(), "The file " + path) : Map.of();
        } catch (MarkedYamlEngineException e) {
            String line =
                    e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
            throw Usage.failure("The file %s%s is no YAML.".formatted(path, line), "Mend it.");
        } catch (YamlEngineException e) {
            throw Usage.failure("The file %s is no YAML.".formatted(path), "Mend it.");
        } catch (IOException e) {
            throw Usage.failure(
                    "The file %s cannot be read.".formatted(path), "Check its permissions.");
        }
    }

    /// @param what the value is, for people
    Map<String, Object> map(Object value, String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Usage.failure(what + " is no map of keys to values.", "Mend %s.".formatted(path));
        }
        Map<String, Object> checked = new TreeMap<>();
        map.forEach((key, each) -> {
            if (each != null) {
                checked.put(String.valueOf(key), each);
            }
        });
        return checked;
    }
}
