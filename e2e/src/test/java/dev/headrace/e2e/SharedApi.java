package dev.headrace.e2e;

import dev.headrace.testkit.TestCertificate;
import java.util.Map;

/// One `./headrace server` for all classes of this build that neither disturb nor drain it.
final class SharedApi {
    private static final TestCertificate AUTHORITY =
            TestCertificate.of("Receivers' Root").authority().make();

    private SharedApi() {}

    private static final class Holder {
        private static final HeadraceServer SERVER = started();

        private static HeadraceServer started() {
            HeadraceServer server =
                    HeadraceServer.start(
                            SharedServer.get().url(SharedServer.newDatabase()),
                            Map.of("HEADRACE_JAVA_OPTS", HookReceiver.trusting(AUTHORITY)));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    static HeadraceServer get() {
        return Holder.SERVER;
    }

    /// An HTTPS receiver that the server trusts.
    static HookReceiver receiver() {
        return HookReceiver.start(
                TestCertificate.of("receiver").names("127.0.0.1").signedBy(AUTHORITY).make());
    }
}
