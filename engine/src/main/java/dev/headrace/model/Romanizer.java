package dev.headrace.model;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Writes names in ASCII letters: accents dropped, other scripts romanised where a plain table can
/// do it, and by their code point where it cannot, so that different names stay different.
final class Romanizer {
    private static final Map<Integer, String> LETTERS = new HashMap<>();

    static {
        add("ß", "ss", "æ", "ae", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "œ", "oe");
        add("ı", "i", "ŋ", "ng", "ħ", "h");
        add("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z");
        add("и", "i", "к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r");
        add("с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц", "ts", "ч", "ch", "ш", "sh");
        add("щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya", "і", "i");
        add("є", "ye", "ґ", "g", "ђ", "dj", "ј", "j", "љ", "lj", "њ", "nj", "ћ", "c", "џ", "dz");
        add("α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z", "η", "i", "θ", "th");
        add("ι", "i", "κ", "k", "λ", "l", "μ", "m", "ν", "n", "ξ", "x", "ο", "o", "π", "p");
        add("ρ", "r", "σ", "s", "ς", "s", "τ", "t", "υ", "y", "φ", "f", "χ", "ch", "ψ", "ps");
        add("ω", "o");
    }

    private Romanizer() {}

    private static void add(String... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            LETTERS.put(pairs[i].codePointAt(0), pairs[i + 1]);
        }
    }

    static String romanize(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
        StringBuilder stripped = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(stripped::appendCodePoint);
        StringBuilder ascii = new StringBuilder(stripped.length());
        Normalizer.normalize(stripped, Normalizer.Form.NFC)
                .codePoints()
                .forEach(c -> ascii.append(letter(c)));
        return ascii.toString();
    }

    private static String letter(int codePoint) {
        if (codePoint < 0x80) {
            return Character.toString(codePoint);
        }
        String known = LETTERS.get(Character.toLowerCase(codePoint));
        if (known != null) {
            boolean upper = Character.isUpperCase(codePoint) && !known.isEmpty();
            return upper
                    ? known.substring(0, 1).toUpperCase(Locale.ROOT) + known.substring(1)
                    : known;
        }
        return Character.isLetterOrDigit(codePoint) ? spelled(codePoint) : "_";
    }

    /// Syllabaries carry their sound in their characters' names: `HIRAGANA LETTER KA`.
    private static String spelled(int codePoint) {
        String name = String.valueOf(Character.getName(codePoint));
        boolean syllable =
                name.startsWith("HIRAGANA LETTER ")
                        || name.startsWith("KATAKANA LETTER ")
                        || name.startsWith("HANGUL SYLLABLE");
        if (syllable) {
            String sound = name.substring(name.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT);
            if (sound.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
                return sound;
            }
        }
        return "u" + Integer.toHexString(codePoint) + "_";
    }
}
