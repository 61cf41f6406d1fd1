package dev.headrace.connectivity;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// The hosts that a certificate stands for.
final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;

    private CertificateNames() {}

    /// Alternative names of hosts and addresses; where there is none, the subject's common name, as
    /// libpq has it.
    static List<String> of(X509Certificate certificate) {
        List<String> names = alternatives(certificate);
        return names.isEmpty() ? commonNames(certificate) : names;
    }

    /// Whether it stands for a host.
    ///
    /// @param host a name or an address
    static boolean match(X509Certificate certificate, String host) {
        String wanted = normal(host);
        boolean address = isAddress(wanted);
        return of(certificate).stream()
                .map(CertificateNames::normal)
                .anyMatch(name -> address ? sameAddress(name, wanted) : matches(name, wanted));
    }

    private static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        // One label only, and no wildcard over a whole top domain.
        return dot > 0 && name.indexOf('.', 2) > 0 && name.substring(1).equals(host.substring(dot));
    }

    /// Whether it is an address and not a name.
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    private static boolean sameAddress(String name, String host) {
        Optional<InetAddress> address = address(host);
        return address.isPresent() && address(name).equals(address);
    }

    private static Optional<InetAddress> address(String text) {
        if (!isAddress(text)) {
            return Optional.empty();
        }
        try {
            int zone = text.indexOf('%');
            return Optional.of(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String normal(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static List<String> alternatives(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                boolean host =
                        each.getFirst() instanceof Integer type && (type == DNS || type == IP);
                if (host && each.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read stand for nobody.
        }
        return names;
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(part -> String.valueOf(part.getValue()))
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
