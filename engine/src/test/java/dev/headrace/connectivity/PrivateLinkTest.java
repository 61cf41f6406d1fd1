package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.PrivateLink.State;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A private link leads to its host where it fits the destination, and nowhere else.
class PrivateLinkTest {
    private static DatabaseRoute route(State state, @Nullable String region, int port) {
        PrivateLink link =
                new PrivateLink("vpce", CloudProvider.AWS, "AWS_EU_WEST_1", "127.0.0.1", state);
        DatabaseConnection connection =
                new DatabaseConnection(
                        new DatabaseAddress("db.example", port, "d", "u", null, null, null),
                        new Networking.ThroughPrivateLink(link),
                        Deployment.SAAS,
                        AuthenticationMethod.PASSWORD,
                        false,
                        null,
                        region);
        return DatabaseRoute.of(connection, Surroundings.bare(InstantSource.system()));
    }

    private static FailureCode refusal(State state, @Nullable String region) {
        DatabaseRoute route = route(state, region, 5432);
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, route::transport)).code();
    }

    @Test
    void leadsToItsOwnHostWhateverItsAddress() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                DatabaseRoute route = route(State.READY, "AWS_EU_WEST_1", server.getLocalPort());
                Socket socket = route.transport().connect(Duration.ofSeconds(5))) {
            assertThat(socket.getPort()).isEqualTo(server.getLocalPort());
        }
    }

    @Test
    void mustBeInTheDestinationsCloudAndRegion() {
        assertThat(refusal(State.READY, "AWS_EU_WEST_2")).isEqualTo(FailureCode.REGION_MISMATCH);
        assertThat(refusal(State.READY, "GCP_EUROPE_WEST3")).isEqualTo(FailureCode.REGION_MISMATCH);
        assertThat(
                        Objects.requireNonNull(
                                        catchThrowableOfType(
                                                Failure.class,
                                                () ->
                                                        new PrivateLink(
                                                                "x",
                                                                CloudProvider.AZURE,
                                                                "AWS_EU_WEST_1",
                                                                "h",
                                                                State.READY)))
                                .code())
                .isEqualTo(FailureCode.REGION_MISMATCH);
    }

    @Test
    void mustBeReady() {
        assertThat(refusal(State.CREATING, "AWS_EU_WEST_1"))
                .isEqualTo(FailureCode.PRIVATE_LINK_NOT_READY);
        assertThat(refusal(State.FAILED, null)).isEqualTo(FailureCode.PRIVATE_LINK_NOT_READY);
    }
}
