package dev.headrace.embedded;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// A password that cannot print: `toString` hides it, and it has no other accessor than
/// [#reveal()]. Immutable; safe between threads.
public final class Password {
    /// 144 bits: beyond guessing, and a multiple of three bytes, so that the text has no padding.
    private static final int RANDOM_BYTES = 18;

    private final char[] characters;

    private Password(char[] characters) {
        this.characters = characters;
    }

    static Password of(String text) {
        return new Password(text.toCharArray());
    }

    /// Letters, digits, `-` and `_` only, so that it needs no escaping in a URL or in SQL.
    static Password random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// A copy of the characters, for the driver call.
    public char[] reveal() {
        return characters.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Password that && Arrays.equals(characters, that.characters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(characters);
    }

    @Override
    public String toString() {
        return "Password[****]";
    }
}
