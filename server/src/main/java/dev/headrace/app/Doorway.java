package dev.headrace.app;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;

/// Where requests will come in, taken before anything else is begun: a start that cannot listen has
/// changed nothing. Who comes early waits until the server is ready.
///
/// @param tls empty where it is not the server that ends TLS
record Doorway(ListenAddress listen, ServerSocketChannel socket, Optional<TlsFiles> tls)
        implements AutoCloseable {
    /// Who comes while nobody is taken in yet.
    private static final int WAITING_MAX = 128;

    /// Takes the address.
    ///
    /// @throws Failure PORT_TAKEN, or USAGE for a certificate that cannot be used
    static Doorway bind(Settings settings) {
        ListenAddress listen = settings.get(SettingKeys.LISTEN);
        Optional<TlsFiles> tls =
                settings.find(SettingKeys.TLS_CERT)
                        .map(certificate ->
                                TlsFiles.read(certificate, settings.get(SettingKeys.TLS_KEY)));
        return new Doorway(listen, open(listen), tls);
    }

    private static ServerSocketChannel open(ListenAddress listen) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                // Else a server that has just ended keeps its successor out for a minute.
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(new InetSocketAddress(listen.address(), listen.port()), WAITING_MAX);
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failure.of(
                            FailureCode.PORT_TAKEN,
                            "%s cannot be listened at: another program does, or this machine has no such address."
                                    .formatted(listen.text(listen.port())),
                            e)
                    .next("Choose another address or port with --listen.");
        }
    }

    /// With the port that was chosen where any was wanted.
    String url() {
        return "%s://%s"
                .formatted(
                        tls.isPresent() ? "https" : "http",
                        listen.text(socket.socket().getLocalPort()));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
