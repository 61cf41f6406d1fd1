package dev.headrace.sync;

import org.slf4j.Logger;

/// Closes what must be closed although something else has already been decided.
final class Closing {
    private Closing() {}

    /// A failure to close changes nothing in what is committed, so it is logged and no more.
    static void quietly(Logger log, AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            log.debug("Closing failed; the sync's outcome stays", e);
        }
    }
}
