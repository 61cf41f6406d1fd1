package dev.headrace.api;

/// A field of an object.
///
/// @param required in requests: must be there and not null; in answers: is always there
/// @param nullable whether it may be null
/// @param secret taken and never given back in clear
/// @param about what it is, a phrase for the description; may be empty
public record Field(
        String name,
        Shape shape,
        boolean required,
        boolean nullable,
        boolean secret,
        String about) {

    /// A field that must be there.
    public static Field of(String name, Shape shape) {
        return new Field(name, shape, true, false, false, "");
    }

    /// A field that may be left out; null counts as left out or as cleared, as its reader says.
    public static Field optional(String name, Shape shape) {
        return new Field(name, shape, false, true, false, "");
    }

    /// In answers: always there, and sometimes null.
    public Field orNull() {
        return new Field(name, shape, required, true, secret, about);
    }

    public Field asSecret() {
        return new Field(name, shape, required, nullable, true, about);
    }

    public Field about(String words) {
        return new Field(name, shape, required, nullable, secret, words);
    }
}
