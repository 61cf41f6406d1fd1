package dev.headrace.destination.postgres;

/// The rows of a build have keys twice, and their order is not known. Ends the transaction that
/// found it; the build begins anew with rows that carry their place.
final class DuplicatesFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuplicatesFound(Throwable cause) {
        super("The rows have keys twice", cause);
    }
}
