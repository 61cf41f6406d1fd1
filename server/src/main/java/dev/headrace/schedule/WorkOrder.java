package dev.headrace.schedule;

/// What is to be done. All of it is stored in clear and shown in histories: no secrets.
///
/// @param kind which [Work] does it, such as `setup_test`
/// @param subject the id of what it is about, such as a destination's
/// @param pool whose workers take it: a region, or [#DEFAULT_POOL]
/// @param payload JSON for the work, at most [#PAYLOAD_CHARS_MAX] characters
public record WorkOrder(String kind, String subject, String pool, String payload) {
    /// The pool that every installation has.
    public static final String DEFAULT_POOL = "default";

    /// Orders name things; what they are about lies in the catalog. This is far more than names
    /// take.
    public static final int PAYLOAD_CHARS_MAX = 65_536;

    public WorkOrder {
        if (payload.length() > PAYLOAD_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "A payload of %d characters".formatted(payload.length()));
        }
    }
}
