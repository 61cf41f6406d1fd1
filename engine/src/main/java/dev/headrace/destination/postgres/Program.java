package dev.headrace.destination.postgres;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// This process, for the people who read the ledger.
record Program(String host, long pid, String version) {

    static Program current(String version) {
        return new Program(hostName(), ProcessHandle.current().pid(), version);
    }

    private static String hostName() {
        // Most shells export it; asking the resolver may take seconds on a badly set up machine.
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElseGet(Program::resolved);
    }

    private static String resolved() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
