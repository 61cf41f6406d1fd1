package dev.headrace.outgoing;

/// What came back.
///
/// @param status as the receiver gave it
/// @param body its beginning, read as UTF-8
/// @param cut whether the body went on
public record HttpReply(int status, String body, boolean cut) {

    /// Whether the receiver took it.
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }
}
