package dev.headrace.connectivity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What TLS with a server comes to, seen before anybody introduced themselves.
///
/// @param protocol such as `TLSv1.3`; null where the handshake did not come to its end
/// @param presented the server's own certificate first
public record TlsExamination(
        @Nullable String protocol,
        List<PresentedCertificate> presented,
        CertificateVerdict verdict) {}
