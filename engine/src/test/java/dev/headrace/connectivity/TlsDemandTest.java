package dev.headrace.connectivity;

import static dev.headrace.connectivity.TlsUse.ALWAYS;
import static dev.headrace.connectivity.TlsUse.NEVER;
import static dev.headrace.connectivity.TlsUse.WHERE_OFFERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.TlsDemand.Proof;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What TLS must be, way by way.
class TlsDemandTest {
    private static final Networking DIRECT = new Networking.Direct();
    private static final Networking TUNNEL =
            new Networking.SshTunnel(new SshServer("bastion", 22, "hop"));

    private static DatabaseConnection connection(
            Networking way, @Nullable TlsMode mode, boolean always) {
        return connection(way, mode, always, null);
    }

    private static DatabaseConnection connection(
            Networking way,
            @Nullable TlsMode mode,
            boolean always,
            @Nullable ClientCertificate client) {
        return new DatabaseConnection(
                new DatabaseAddress("db", 5432, "d", "u", null, mode, null),
                way,
                Deployment.HYBRID,
                AuthenticationMethod.PASSWORD,
                always,
                client,
                null);
    }

    private static TlsDemand demand(TlsUse use, Proof proof) {
        return new TlsDemand(List.of(use), proof);
    }

    @Test
    void neverFallsBackFromRefusedTlsWhereNobodySaysHow() {
        for (boolean rooted : List.of(true, false)) {
            for (boolean always : List.of(true, false)) {
                for (Networking way : List.of(DIRECT, TUNNEL)) {
                    for (boolean loopback : List.of(true, false)) {
                        List<TlsUse> attempts =
                                TlsDemand.of(connection(way, null, always), loopback, rooted)
                                        .attempts();
                        assertThat(attempts.subList(1, attempts.size()))
                                .doesNotContain(NEVER, WHERE_OFFERED);
                    }
                }
            }
        }
    }

    @Test
    void verifiesDirectly() {
        assertThat(TlsDemand.of(connection(DIRECT, null, false), false, false))
                .isEqualTo(demand(WHERE_OFFERED, Proof.CHAIN_AND_NAME));
        assertThat(TlsDemand.of(connection(DIRECT, null, false), false, true))
                .isEqualTo(demand(ALWAYS, Proof.CHAIN_AND_NAME));
        assertThat(TlsDemand.of(connection(DIRECT, null, true), false, false))
                .isEqualTo(demand(ALWAYS, Proof.CHAIN_AND_NAME));
    }

    @Test
    void excusesLoopbackUntilAlwaysEncryptedAsks() {
        assertThat(TlsDemand.of(connection(DIRECT, null, false), true, true))
                .isEqualTo(new TlsDemand(List.of(NEVER, ALWAYS), Proof.NONE));
        assertThat(TlsDemand.of(connection(DIRECT, null, true), true, false))
                .isEqualTo(demand(ALWAYS, Proof.CHAIN_AND_NAME));
    }

    @Test
    void verifiesInATunnelWhereThereIsSomethingToVerifyAgainst() {
        assertThat(TlsDemand.of(connection(TUNNEL, null, true), false, false))
                .isEqualTo(demand(ALWAYS, Proof.NONE));
        assertThat(TlsDemand.of(connection(TUNNEL, null, false), false, true))
                .isEqualTo(demand(ALWAYS, Proof.CHAIN_AND_NAME));
    }

    @Test
    void usesTlsForAClientCertificate() {
        ClientCertificate client = new ClientCertificate("", Secret.of(""), null);
        assertThat(TlsDemand.of(connection(DIRECT, null, false, client), true, false))
                .isEqualTo(demand(ALWAYS, Proof.NONE));
    }

    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void doesWhatAnExplicitModeSaysOnEveryWay(TlsMode mode) {
        for (Networking way : List.of(DIRECT, TUNNEL)) {
            for (boolean loopback : List.of(true, false)) {
                TlsDemand demand = TlsDemand.of(connection(way, mode, false), loopback, false);
                assertThat(demand)
                        .isEqualTo(
                                switch (mode) {
                                    case DISABLE -> demand(NEVER, Proof.NONE);
                                    case ALLOW -> new TlsDemand(List.of(NEVER, ALWAYS), Proof.NONE);
                                    case PREFER ->
                                            new TlsDemand(
                                                    List.of(WHERE_OFFERED, NEVER), Proof.NONE);
                                    case REQUIRE -> demand(ALWAYS, Proof.NONE);
                                    case VERIFY_CA -> demand(ALWAYS, Proof.CHAIN);
                                    case VERIFY_FULL -> demand(ALWAYS, Proof.NAME_ALWAYS);
                                });
            }
        }
        assertThat(TlsDemand.of(connection(DIRECT, TlsMode.REQUIRE, false), false, true).proof())
                .isEqualTo(Proof.CHAIN);
    }

    @Test
    void neverSendsInTheOpenWhatMustAlwaysBeEncrypted() {
        for (TlsMode mode : List.of(TlsMode.ALLOW, TlsMode.PREFER)) {
            assertThat(TlsDemand.of(connection(DIRECT, mode, true), false, false).attempts())
                    .containsExactly(ALWAYS);
        }
        assertThat(
                        catchThrowableOfType(
                                Failure.class,
                                () ->
                                        TlsDemand.of(
                                                connection(DIRECT, TlsMode.DISABLE, true),
                                                false,
                                                false)))
                .hasMessageContaining("contradicts");
    }
}
