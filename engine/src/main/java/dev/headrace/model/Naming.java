package dev.headrace.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a source's names become a destination's.
public enum Naming {
    /// Words in lower case, joined by underscores, in ASCII.
    SNAKE("snake"),
    /// Lower case, words not parted.
    LOWER("lower"),
    /// As they are.
    SOURCE("source");

    /// What PostgreSQL keeps of a name, in bytes.
    public static final int BYTES_MAX = 63;

    /// Bytes of a name that is too long, or taken, before its distinguishing suffix.
    private static final int BYTES_BEFORE_SUFFIX = 54;

    private static final int SUFFIX_DIGITS = 8;

    private final String label;

    Naming(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /// Finds a strategy by the word used on the command line, in any case.
    public static Optional<Naming> find(String word) {
        for (Naming naming : values()) {
            if (naming.label.equalsIgnoreCase(word)) {
                return Optional.of(naming);
            }
        }
        return Optional.empty();
    }

    /// A column's name, at most [#BYTES_MAX] bytes.
    public String column(String source) {
        return fitted(convert(source), source);
    }

    /// A table's name, at most [#BYTES_MAX] bytes: as a column's, without leading underscores where
    /// a letter follows.
    public String table(String source) {
        String name = convert(source);
        int letter = 0;
        while (letter < name.length() && name.charAt(letter) == '_') {
            letter++;
        }
        boolean strip = this == SNAKE && letter < name.length() && isLetter(name.charAt(letter));
        return fitted(strip ? name.substring(letter) : name, source);
    }

    /// Names for the columns of a table, each once. Where two would get the same name, the one
    /// whose source name needs no change keeps it; the others get a suffix made from their source
    /// name, whatever the order in which they come.
    ///
    /// @param sources distinct source names
    /// @param known names given before, by source name; they never change
    /// @param reserved names that none may get
    /// @return destination name by source name, in the order of `sources`
    public Map<String, String> columns(
            Collection<String> sources, Map<String, String> known, Set<String> reserved) {
        Map<String, List<String>> wishes = new HashMap<>();
        for (String source : sources) {
            if (!known.containsKey(source)) {
                wishes.computeIfAbsent(column(source), name -> new ArrayList<>()).add(source);
            }
        }
        Set<String> taken = new HashSet<>(reserved);
        taken.addAll(known.values());
        Map<String, String> names = new LinkedHashMap<>();
        for (String source : sources) {
            String before = known.get(source);
            names.put(source, before != null ? before : choose(source, wishes, taken));
        }
        return names;
    }

    private String choose(String source, Map<String, List<String>> wishes, Set<String> taken) {
        String name = column(source);
        boolean alone = wishes.getOrDefault(name, List.of()).size() == 1;
        boolean free = !taken.contains(name);
        return free && (alone || name.equals(source)) ? name : suffixed(name, source);
    }

    private String convert(String source) {
        return switch (this) {
            case SNAKE -> snake(source);
            case LOWER -> underscored(Romanizer.romanize(source)).toLowerCase(Locale.ROOT);
            case SOURCE -> source.replace('\0', '_');
        };
    }

    private static String snake(String source) {
        String ascii = underscored(Romanizer.romanize(source));
        StringBuilder parted = new StringBuilder(ascii.length() + 8);
        for (int i = 0; i < ascii.length(); i++) {
            char current = ascii.charAt(i);
            if (i > 0 && isSeam(ascii.charAt(i - 1), current)) {
                parted.append('_');
            }
            parted.append(current);
        }
        String name = collapsed(parted).toLowerCase(Locale.ROOT);
        boolean prefixed = name.isEmpty() || (!isLetter(name.charAt(0)) && name.charAt(0) != '_');
        return prefixed ? "_" + name : name;
    }

    private static boolean isSeam(char previous, char current) {
        boolean rises = Character.isLowerCase(previous) && Character.isUpperCase(current);
        return rises || Character.isDigit(previous) != Character.isDigit(current);
    }

    private static String collapsed(CharSequence name) {
        StringBuilder collapsed = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != '_' || i == 0 || name.charAt(i - 1) != '_') {
                collapsed.append(name.charAt(i));
            }
        }
        return collapsed.toString();
    }

    private static String underscored(String ascii) {
        StringBuilder clean = new StringBuilder(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            clean.append(isLetter(c) || (c >= '0' && c <= '9') ? c : '_');
        }
        return clean.toString();
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String fitted(String name, String source) {
        boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
        return fits && !name.isEmpty() ? name : suffixed(name, source);
    }

    private static String suffixed(String name, String source) {
        return cut(name) + "_" + digest(source).substring(0, SUFFIX_DIGITS);
    }

    /// The name's first bytes, no character parted.
    private static String cut(String name) {
        int bytes = 0;
        int end = 0;
        while (end < name.length()) {
            int codePoint = name.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > BYTES_BEFORE_SUFFIX) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return name.substring(0, end);
    }

    private static String digest(String source) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
