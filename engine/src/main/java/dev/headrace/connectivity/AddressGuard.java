package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The one door before every outgoing call that a user can steer: finds a host's addresses once,
/// and lets none pass that may not be reached.
public final class AddressGuard {
    private static final String WAYS_OUT =
            "Use an SSH tunnel, a private link, a proxy agent or hybrid deployment; whoever operates"
                    + " this installation can open a range with allowed-private-ranges"
                    + " (--allow-private on the command line).";

    private final boolean privateRefused;
    private final List<AddressRange> allowed;
    private final HostLookup lookup;

    /// A guard of one strictness. A cloud's metadata addresses are closed in each.
    ///
    /// @param privateRefused whether addresses that are not public are refused, as they are in
    ///   [Deployment#SAAS]
    /// @param allowed what of them passes all the same
    public AddressGuard(boolean privateRefused, List<AddressRange> allowed, HostLookup lookup) {
        this.privateRefused = privateRefused;
        this.allowed = List.copyOf(allowed);
        this.lookup = lookup;
    }

    /// Finds every address of a host, and checks it.
    ///
    /// @param host a name or an address in any spelling
    /// @throws Failure `HOST_UNKNOWN` where it is none or has no address, `HOST_PRIVATE` where one
    ///   of its addresses may not be reached
    public CheckedHost check(String host) {
        HostSpelling spelling =
                HostSpelling.read(host).orElseThrow(() -> unknown(host, "It is no host's name."));
        String name = spelling.name();
        if (name == null) {
            spelling.readings().forEach(address -> require(host, address));
            return new CheckedHost(host, List.of(onlyReading(host, spelling.readings())));
        }
        List<InetAddress> addresses = addresses(host, name);
        addresses.forEach(address -> require(host, address));
        return new CheckedHost(name, addresses);
    }

    private static InetAddress onlyReading(String host, List<InetAddress> readings) {
        if (readings.size() > 1) {
            throw unknown(
                    host,
                    "Programs read it differently: as %s and as %s."
                            .formatted(
                                    readings.getFirst().getHostAddress(),
                                    readings.getLast().getHostAddress()));
        }
        return readings.getFirst();
    }

    private List<InetAddress> addresses(String host, String name) {
        try {
            List<InetAddress> addresses = lookup.addresses(name);
            if (addresses.isEmpty()) {
                throw unknown(host, "It has no address.");
            }
            return addresses;
        } catch (UnknownHostException e) {
            throw unknown(host, "The name has no address in DNS.");
        }
    }

    private void require(String host, InetAddress address) {
        Optional<AddressKinds.Kind> kind = AddressKinds.of(address);
        if (kind.isEmpty()) {
            return;
        }
        boolean metadata = kind.get().metadata();
        boolean passes = !metadata && (!privateRefused || allowed(address));
        if (!passes) {
            String shown = address.getHostAddress();
            String what =
                    host.equals(shown) ? "\"%s\"".formatted(host) : shown + " (\"" + host + "\")";
            String next =
                    metadata
                            ? "Name the database's own address: this one is never connected to."
                            : WAYS_OUT;
            throw Failure.of(
                    new Failure.Words(
                            FailureCode.HOST_PRIVATE,
                            "%s is %s and cannot be reached directly."
                                    .formatted(what, kind.get().sentence()),
                            null,
                            next,
                            FailurePlace.UNKNOWN),
                    null);
        }
    }

    /// An opened range opens what leads into it, too.
    private boolean allowed(InetAddress address) {
        return Stream.concat(Stream.of(address), AddressKinds.embedded(address).stream())
                .anyMatch(each -> allowed.stream().anyMatch(range -> range.contains(each)));
    }

    private static Failure unknown(String host, String why) {
        return Failure.of(
                new Failure.Words(
                        FailureCode.HOST_UNKNOWN,
                        "The host \"%s\" is not known.".formatted(host),
                        why,
                        FailureCode.HOST_UNKNOWN.advice(),
                        FailurePlace.UNKNOWN),
                null);
    }
}
