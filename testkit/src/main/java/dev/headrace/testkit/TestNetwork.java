package dev.headrace.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/// Addresses of this machine.
public final class TestNetwork {
    /// From a range that belongs to nobody.
    private static final String ADDED = "198.51.100.77";

    private TestNetwork() {}

    /// An address of this machine that is not a loopback address, so that a server on it counts as
    /// one elsewhere. Where the machine has none, root adds one.
    public static Optional<InetAddress> ownAddress() {
        return present().or(TestNetwork::added);
    }

    private static Optional<InetAddress> present() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .filter(address -> address.getAddress().length == 4)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> added() {
        try {
            Process adding =
                    new ProcessBuilder("ip", "addr", "add", ADDED + "/32", "dev", "lo")
                            .redirectErrorStream(true)
                            .start();
            adding.getInputStream().readAllBytes();
            return adding.waitFor() == 0
                    ? Optional.of(InetAddress.ofLiteral(ADDED))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
