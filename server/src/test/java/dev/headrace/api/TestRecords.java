package dev.headrace.api;

import dev.headrace.catalog.Catalog;
import dev.headrace.control.PrivateLinks;
import java.time.InstantSource;

/// The verbs on records, as a test of the API needs them.
final class TestRecords {
    static final String ACCOUNT = "quiet_harbor";

    private TestRecords() {}

    static RecordVerbs verbs(Catalog catalog) {
        InstantSource clock = InstantSource.system();
        return new RecordVerbs(ACCOUNT, new PrivateLinks(catalog, clock));
    }
}
