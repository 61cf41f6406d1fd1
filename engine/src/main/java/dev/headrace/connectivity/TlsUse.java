package dev.headrace.connectivity;

/// Whether one attempt to reach the server uses TLS.
public enum TlsUse {
    NEVER,
    WHERE_OFFERED,
    ALWAYS
}
