package dev.headrace.e2e;

import java.util.concurrent.atomic.AtomicInteger;

/// One server for all classes of this build that do not kill it: making one takes seconds.
final class SharedServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private SharedServer() {}

    private static final class Holder {
        private static final TestServer SERVER = started();

        private static TestServer started() {
            TestServer server = TestServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    static TestServer get() {
        return Holder.SERVER;
    }

    /// Makes an empty database and answers with its name.
    static String newDatabase() {
        String name = "e2e_" + DATABASES.incrementAndGet();
        get().createDatabase(name);
        return name;
    }
}
