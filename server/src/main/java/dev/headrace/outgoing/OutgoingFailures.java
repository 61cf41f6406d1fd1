package dev.headrace.outgoing;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What the network's own words mean.
final class OutgoingFailures {
    private OutgoingFailures() {}

    static Failure of(TargetUrl url, IOException e) {
        String place = "\"%s\" (port %d)".formatted(url.host(), url.port());
        return switch (e) {
            case SSLException tls when isCertificate(tls) ->
                    Failure.of(
                                    FailureCode.CERTIFICATE_UNTRUSTED,
                                    "The certificate of %s is not trusted.".formatted(place),
                                    e)
                            .next(
                                    "Let the receiver show a certificate for this name that a public"
                                            + " authority signed.");
            case SSLException _ ->
                    Failure.of(
                            FailureCode.TLS_FAILED,
                            "TLS with %s did not come about.".formatted(place),
                            e);
            case ConnectException _, NoRouteToHostException _, SocketTimeoutException _ ->
                    Failure.of(
                            FailureCode.HOST_UNREACHABLE,
                            "%s cannot be reached.".formatted(place),
                            e);
            default ->
                    Failure.of(
                            FailureCode.CONNECTION_LOST,
                            "The conversation with %s broke off.".formatted(place),
                            e);
        };
    }

    private static boolean isCertificate(SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException
                    || cause instanceof SSLPeerUnverifiedException) {
                return true;
            }
        }
        return false;
    }
}
