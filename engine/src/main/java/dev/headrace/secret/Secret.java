package dev.headrace.secret;

/// A value that must not be seen: a password, a key, a passphrase.
///
/// It never prints: `toString()` shows a mask of fixed width, so not even its length leaks.
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /// The clear value. Only the call that hands it to a driver or a cipher has a reason to ask.
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[****]";
    }
}
