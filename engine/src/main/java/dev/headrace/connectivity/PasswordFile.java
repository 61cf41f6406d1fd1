package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// libpq's password file: lines of `host:port:database:user:password`, `*` for any, the first that
/// fits wins. `PGPASSFILE` names it, else it is `~/.pgpass`.
public final class PasswordFile {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;

    public PasswordFile(Path file) {
        this.file = file;
    }

    public static PasswordFile of(Map<String, String> environment, Path userHome) {
        String named = environment.getOrDefault("PGPASSFILE", "");
        return new PasswordFile(named.isEmpty() ? userHome.resolve(".pgpass") : Path.of(named));
    }

    /// Finds the password for a database.
    ///
    /// @param warnings takes the sentence that says why a file is not used
    /// @return empty where the file has none or is not used: it is absent, no plain file, or open
    ///   to other users
    public Optional<Secret> find(DatabaseAddress address, Consumer<String> warnings) {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                warnings.accept(
                        "The password file %s is open to other users and is not used: chmod 0600 it."
                                .formatted(file));
                return Optional.empty();
            }
            return find(Files.readAllLines(file, StandardCharsets.UTF_8), address);
        } catch (IOException e) {
            warnings.accept("The password file %s cannot be read.".formatted(file));
            return Optional.empty();
        }
    }

    private static Optional<Secret> find(List<String> lines, DatabaseAddress address) {
        List<String> wanted =
                List.of(
                        address.host(),
                        Integer.toString(address.port()),
                        address.database(),
                        address.user());
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(PasswordFile::fields)
                .filter(fields -> fields.size() == 5 && fits(fields, wanted))
                .findFirst()
                .map(fields -> Secret.of(unescape(fields.get(4))));
    }

    private static boolean fits(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            String field = fields.get(i);
            if (!field.equals("*") && !unescape(field).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Split at the first four colons that no backslash precedes; escapes stay, so that `\*` is no
    /// `*`.
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
                continue;
            }
            field.append(c);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String unescape(String field) {
        return field.replaceAll("\\\\(.)", "$1");
    }
}
