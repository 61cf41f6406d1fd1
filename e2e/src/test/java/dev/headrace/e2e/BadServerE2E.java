package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A destination that refuses is told apart by cause, with what to do, and is left as it was.
class BadServerE2E {
    @TempDir private Path folder;

    private LoadFixture fixture;
    private Path file;

    @BeforeEach
    void database() {
        fixture = LoadFixture.in(folder);
        file = fixture.file("orders.csv", "id,v\n1,a\n2,b\n");
    }

    private HeadraceCommand to(String url, String... options) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "load",
                                file.toString(),
                                "--primary-key",
                                "id",
                                "--to",
                                url,
                                "--json"));
        all.addAll(List.of(options));
        return HeadraceCommand.of(all);
    }

    private static TestServer server() {
        return SharedServer.get();
    }

    @Test
    void aWrongPassword() {
        HeadraceRun run =
                fixture.refused(
                        3,
                        "AUTHENTICATION_FAILED",
                        to(server().url("loader", "hunter2-secret", fixture.database())));
        assertThat(run.failure().path("message").asString()).contains("loader");
        assertThat(run.stdout() + run.stderr()).doesNotContain("hunter2-secret");
    }

    @Test
    void anUnknownDatabase() {
        HeadraceRun run =
                fixture.refused(3, "DATABASE_NOT_FOUND", to(server().url("no_such_database")));
        assertThat(run.failure().path("message").asString()).contains("no_such_database");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "SQL_ASCII"})
    void aDatabaseOfAnotherEncoding(String encoding) {
        String name = "encoding_" + encoding.toLowerCase(Locale.ROOT);
        server().execute(
                        "postgres",
                        "CREATE DATABASE %s ENCODING '%s' LOCALE 'C' TEMPLATE template0"
                                .formatted(name, encoding));
        HeadraceRun run = fixture.refused(3, "ENCODING_UNSUPPORTED", to(server().url(name)));
        assertThat(run.failure().path("message").asString()).contains(encoding);
    }

    @Test
    void aPortOnWhichNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        HeadraceRun run =
                fixture.refused(
                        1,
                        "HOST_UNREACHABLE",
                        to("postgresql://loader:x@127.0.0.1:%d/postgres".formatted(port)));
        assertThat(run.failure().path("message").asString()).contains(Integer.toString(port));
    }

    @Test
    void aHostThatHasNoAddress() {
        HeadraceRun run =
                fixture.refused(
                        3,
                        "HOST_UNKNOWN",
                        to("postgresql://loader:x@no-such-host.invalid:5432/postgres"));
        assertThat(run.failure().path("message").asString()).contains("no-such-host.invalid");
    }

    @Test
    void aRoleWithoutCreateIsShownTheGrant() {
        fixture.execute("REVOKE CREATE ON DATABASE %s FROM loader".formatted(fixture.database()));
        HeadraceRun run = fixture.refused(3, "DESTINATION_PERMISSION", to(fixture.url()));
        String said =
                run.failure().path("message").asString()
                        + run.failure().path("next_step").asString();
        assertThat(said).contains("GRANT CREATE").contains(fixture.database()).contains("loader");
    }

    @Test
    void aReadOnlySession() {
        fixture.execute(
                "ALTER ROLE loader IN DATABASE %s SET default_transaction_read_only = on"
                        .formatted(fixture.database()));
        fixture.refused(3, "DESTINATION_READ_ONLY", to(fixture.url()));
    }

    @Test
    void aTableThatIsNotOurs() {
        fixture.execute(
                "CREATE SCHEMA files AUTHORIZATION loader",
                "CREATE TABLE files.orders (id bigint, v text)",
                "INSERT INTO files.orders VALUES (9, 'theirs')");
        HeadraceRun run = fixture.refused(3, "TABLE_NOT_OURS", to(fixture.url()));
        assertThat(run.failure().path("message").asString()).contains("files.orders");
    }

    @Test
    void aTableOfAnotherConnection() {
        fixture.loaded(file, "--primary-key", "id");
        HeadraceRun run =
                fixture.refused(
                        3, "TABLE_NOT_OURS", to(fixture.url(), "--name", "other_connection"));
        assertThat(run.failure().path("message").asString()).contains("files.orders");
    }

    @Test
    void aTableWithAnotherKey() {
        fixture.loaded(file, "--primary-key", "id");
        fixture.file("orders.csv", "id,v\n1,a\n2,b\n3,c\n");
        HeadraceRun run =
                fixture.refused(3, "KEY_CHANGED", fixture.command(file, "--primary-key", "v"));
        assertThat(run.failure().path("message").asString()).contains("orders");
    }

    @Test
    void aTriggerThatRefusesIsNamed() {
        fixture.loaded(file, "--primary-key", "id");
        fixture.execute(
                """
                CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'not on a Sunday'; END $$
                """,
                """
                CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON files.orders
                FOR EACH ROW EXECUTE PROCEDURE public.refuse()
                """,
                "GRANT EXECUTE ON FUNCTION public.refuse() TO PUBLIC");
        fixture.file("orders.csv", "id,v\n1,changed\n2,b\n");
        HeadraceRun run =
                fixture.refused(3, "WRITE_REFUSED", fixture.command(file, "--primary-key", "id"));
        assertThat(said(run)).contains("not on a Sunday").contains("public.refuse");
    }

    @Test
    void aForeignKeyThatRefusesIsNamed() {
        fixture.loaded(file, "--primary-key", "id", "--mode", "live", "--snapshot");
        fixture.execute(
                "CREATE TABLE public.lines (order_id bigint CONSTRAINT lines_order_fk"
                        + " REFERENCES files.orders (id))",
                "INSERT INTO public.lines VALUES (2)");
        fixture.file("orders.csv", "id,v\n1,a\n");
        HeadraceRun run =
                fixture.refused(
                        3,
                        "WRITE_REFUSED",
                        fixture.command(
                                file, "--primary-key", "id", "--mode", "live", "--snapshot"));
        assertThat(said(run)).contains("lines_order_fk");
    }

    @Test
    void aNotNullColumnOfTheUserThatRefusesIsNamed() {
        fixture.loaded(file, "--primary-key", "id");
        fixture.execute(
                "ALTER TABLE files.orders ADD COLUMN owner_name text NOT NULL DEFAULT 'x'",
                "ALTER TABLE files.orders ALTER COLUMN owner_name DROP DEFAULT");
        fixture.file("orders.csv", "id,v\n1,a\n2,b\n3,new\n");
        HeadraceRun run =
                fixture.refused(3, "WRITE_REFUSED", fixture.command(file, "--primary-key", "id"));
        assertThat(said(run)).contains("owner_name");
    }

    @Test
    void tooManyColumns() {
        StringBuilder header = new StringBuilder("id");
        StringBuilder row = new StringBuilder("1");
        for (int i = 1; i < 2000; i++) {
            header.append(",c").append(i);
            row.append(",x");
        }
        Path wide = fixture.file("wide.csv", header + "\n" + row + "\n");
        HeadraceRun run =
                fixture.refused(
                        3, "TOO_MANY_COLUMNS", fixture.command(wide, "--primary-key", "id"));
        assertThat(run.failure().path("table").asString()).isEqualTo("wide");
        assertThat(run.failure().path("message").asString()).containsPattern("1,?600|2,?000");
    }

    @Test
    void emptyingATableBySnapshotNeedsAWord() {
        fixture.loaded(file, "--primary-key", "id", "--snapshot");
        fixture.file("orders.csv", "id,v\n");
        fixture.refused(
                3, "MASS_DELETE", fixture.command(file, "--primary-key", "id", "--snapshot"));
    }

    private static String said(HeadraceRun run) {
        return run.failure().path("message").asString("")
                + run.failure().path("cause").asString("")
                + run.failure().path("next_step").asString("");
    }
}
