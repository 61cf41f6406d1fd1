package dev.headrace.source.reference;

import dev.headrace.model.LogicalType;
import java.lang.Character.UnicodeBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Every character that has a name, from U+0000 to the last plane.
final class UnicodeCharacters {
    /// Blocks that came with Unicode 15.0, 15.1 and 16.0.
    private static final Set<UnicodeBlock> NEW_BLOCKS =
            Set.of(
                    UnicodeBlock.ARABIC_EXTENDED_C,
                    UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS_EXTENSION_H,
                    UnicodeBlock.CJK_UNIFIED_IDEOGRAPHS_EXTENSION_I,
                    UnicodeBlock.CYRILLIC_EXTENDED_D,
                    UnicodeBlock.DEVANAGARI_EXTENDED_A,
                    UnicodeBlock.EGYPTIAN_HIEROGLYPHS_EXTENDED_A,
                    UnicodeBlock.GARAY,
                    UnicodeBlock.GURUNG_KHEMA,
                    UnicodeBlock.KAKTOVIK_NUMERALS,
                    UnicodeBlock.KAWI,
                    UnicodeBlock.KIRAT_RAI,
                    UnicodeBlock.MYANMAR_EXTENDED_C,
                    UnicodeBlock.NAG_MUNDARI,
                    UnicodeBlock.OL_ONAL,
                    UnicodeBlock.SUNUWAR,
                    UnicodeBlock.SYMBOLS_FOR_LEGACY_COMPUTING_SUPPLEMENT,
                    UnicodeBlock.TODHRI,
                    UnicodeBlock.TULU_TIGALARI);

    private static final int BITS_OF_PLANE = 16;

    private final Edition edition;

    UnicodeCharacters(Edition edition) {
        this.edition = edition;
    }

    ReferenceTable<Integer> characters() {
        var fields =
                ReferenceTable.<Integer>columns()
                        .with("code_point", LogicalType.INT, Cells::number)
                        .with("character", LogicalType.STRING, (cells, c) -> cells.text(text(c)))
                        .with("utf8", LogicalType.BINARY, (cells, c) -> cells.binary(utf8(c)))
                        .with("name", LogicalType.STRING, (cells, c) -> cells.text(name(c)))
                        .with("block", LogicalType.STRING, (cells, c) -> cells.text(block(c)))
                        .with("script", LogicalType.STRING, (cells, c) -> cells.text(script(c)))
                        .with(
                                "category",
                                LogicalType.STRING,
                                (cells, c) -> cells.text(UnicodeTerms.category(c)))
                        .with(
                                "bidi_class",
                                LogicalType.STRING,
                                (cells, c) -> cells.text(UnicodeTerms.bidiClass(c)))
                        .with(
                                "plane",
                                LogicalType.SHORT,
                                (cells, c) -> cells.number(c >>> BITS_OF_PLANE))
                        .with("numeric_value", LogicalType.INT, UnicodeCharacters::putNumericValue)
                        .with(
                                "alphabetic",
                                LogicalType.BOOLEAN,
                                (cells, c) -> cells.bool(Character.isAlphabetic(c)))
                        .with(
                                "mirrored",
                                LogicalType.BOOLEAN,
                                (cells, c) -> cells.bool(Character.isMirrored(c)))
                        .with(
                                "upper_case",
                                LogicalType.STRING,
                                (cells, c) -> cells.text(other(c, Character.toUpperCase(c))))
                        .with(
                                "lower_case",
                                LogicalType.STRING,
                                (cells, c) -> cells.text(other(c, Character.toLowerCase(c))));
        if (edition.isAtLeast(Edition.SECOND)) {
            fields.with("emoji", LogicalType.STRING, (cells, c) -> cells.text(emoji(c)));
        }
        return fields.table("unicode_character", List.of("code_point"), this::codePoints);
    }

    private List<Integer> codePoints() {
        return IntStream.rangeClosed(Character.MIN_CODE_POINT, Character.MAX_CODE_POINT)
                .filter(this::isNamed)
                .boxed()
                .toList();
    }

    private boolean isNamed(int c) {
        int type = Character.getType(c);
        if (type == Character.UNASSIGNED
                || type == Character.SURROGATE
                || type == Character.PRIVATE_USE) {
            return false;
        }
        return edition.isAtLeast(Edition.SECOND) || !NEW_BLOCKS.contains(UnicodeBlock.of(c));
    }

    /// Null for U+0000, which no text in PostgreSQL can hold; `utf8` has it.
    private static @Nullable String text(int c) {
        return c == 0 ? null : Character.toString(c);
    }

    private static byte[] utf8(int c) {
        return Character.toString(c).getBytes(StandardCharsets.UTF_8);
    }

    private @Nullable String name(int c) {
        return edition.isAtLeast(Edition.SECOND) && UnicodeTerms.isHangulSyllable(c)
                ? UnicodeTerms.hangulName(c)
                : Character.getName(c);
    }

    private static @Nullable String block(int c) {
        UnicodeBlock block = UnicodeBlock.of(c);
        return block == null ? null : block.toString();
    }

    private static String script(int c) {
        return Character.UnicodeScript.of(c).name();
    }

    /// The JDK counts letters as digits of base 36, and says a negative number for none and for
    /// fractions.
    @SuppressWarnings("CharacterGetNumericValue") // Letters are left out below.
    private static void putNumericValue(Cells cells, int c) {
        int value = Character.getNumericValue(c);
        cells.numberIf(value >= 0 && !Character.isLetter(c), value);
    }

    private static @Nullable String other(int c, int cased) {
        return c == cased ? null : Character.toString(cased);
    }

    private static @Nullable String emoji(int c) {
        if (Character.isEmojiPresentation(c)) {
            return "emoji";
        }
        return Character.isEmoji(c) ? "text or emoji" : null;
    }
}
