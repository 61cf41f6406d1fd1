package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a user does to a table between two loads, the next one brings it back to what the
/// source has, or says at once what the user is to do.
class TamperedTableE2E {
    private static final String ROWS = "SELECT id, v, w FROM files.t ORDER BY id";

    @TempDir private Path folder;

    private LoadFixture fixture;
    private Path file;

    @BeforeEach
    void loadOnce() {
        fixture = LoadFixture.in(folder);
        file = fixture.file("t.csv", "id,v,w\n1,a,x\n2,b,y\n");
        fixture.loaded(file, "--primary-key", "id");
    }

    @Test
    void aDroppedColumnComesBackWithItsValues() {
        fixture.execute("ALTER TABLE files.t DROP COLUMN w");
        loadAgain();
        assertThat(fixture.query(ROWS)).containsExactly("1|a|x", "2|b|y");
        assertUnchangedByAnother();
    }

    @Test
    void aDroppedColumnThatTheSourceHasNoLongerStaysAway() {
        fixture.execute("ALTER TABLE files.t DROP COLUMN w");
        fixture.file("t.csv", "id,v\n1,a\n3,c\n");
        loadAgain();
        assertThat(fixture.query("SELECT id, v FROM files.t ORDER BY id"))
                .containsExactly("1|a", "2|b", "3|c");
        assertUnchangedByAnother();
    }

    @Test
    void aRenamedColumnIsOneThatWasDropped() {
        fixture.execute("ALTER TABLE files.t RENAME COLUMN w TO kept");
        loadAgain();
        assertThat(fixture.query("SELECT id, v, w, kept FROM files.t ORDER BY id"))
                .containsExactly("1|a|x|x", "2|b|y|y");
    }

    @Test
    void droppedSystemColumnsAreMadeAgain() {
        fixture.execute(
                "ALTER TABLE files.t DROP COLUMN _fivetran_synced, DROP COLUMN _fivetran_deleted");
        loadAgain();
        assertThat(
                        fixture.query(
                                "SELECT id, _fivetran_deleted, _fivetran_synced IS NULL"
                                        + " FROM files.t ORDER BY id"))
                .containsExactly("1|f|f", "2|f|f");
        assertUnchangedByAnother();
    }

    @Test
    void aRenamedTableIsLeftAloneAndMadeAnew() {
        fixture.execute("ALTER TABLE files.t RENAME TO kept");
        HeadraceRun run = loadAgain();
        assertThat(run.table().path("created").asBoolean()).isTrue();
        assertThat(fixture.query(ROWS)).containsExactly("1|a|x", "2|b|y");
        assertThat(fixture.query("SELECT count(*) FROM files.kept")).containsExactly("2");
        assertUnchangedByAnother();
    }

    @Test
    void aDroppedTableIsMadeAnew() {
        fixture.execute("DROP TABLE files.t");
        HeadraceRun run = loadAgain();
        assertThat(run.table().path("created").asBoolean()).isTrue();
        assertThat(fixture.query(ROWS)).containsExactly("1|a|x", "2|b|y");
        assertUnchangedByAnother();
    }

    @Test
    void aDroppedKeyHasToBeGivenBack() {
        fixture.execute("ALTER TABLE files.t DROP CONSTRAINT t_pkey");
        HeadraceRun run = fixture.refused(3, "KEY_CHANGED", file, "--primary-key", "id");
        String advice = run.failure().path("next_step").asString();
        String statement = "ALTER TABLE \"files\".\"t\" ADD PRIMARY KEY (\"id\")";
        assertThat(advice).contains(statement);
        fixture.execute(statement);
        loadAgain();
    }

    @Test
    void aDroppedKeyComesBackWithARefresh() {
        fixture.execute("ALTER TABLE files.t DROP CONSTRAINT t_pkey");
        fixture.loaded(file, "--primary-key", "id", "--full-refresh");
        assertThat(fixture.query(ROWS)).containsExactly("1|a|x", "2|b|y");
        assertUnchangedByAnother();
    }

    @Test
    void aTableWhoseLedgerWasDroppedIsTakenOverWhenAsked() {
        fixture.execute("DROP SCHEMA _headrace CASCADE");
        HeadraceRun run = fixture.refused(3, "TABLE_NOT_OURS", file, "--primary-key", "id");
        assertThat(run.failure().path("message").asString()).contains("no ledger");
        assertThat(run.failure().path("next_step").asString()).contains("--adopt");
        HeadraceRun adopted = fixture.loaded(file, "--primary-key", "id", "--adopt");
        assertThat(adopted.table().path("rows_unchanged").asInt()).isEqualTo(2);
        assertThat(fixture.query(ROWS)).containsExactly("1|a|x", "2|b|y");
        assertUnchangedByAnother();
    }

    private HeadraceRun loadAgain() {
        return fixture.loaded(file, "--primary-key", "id");
    }

    private void assertUnchangedByAnother() {
        HeadraceRun run = loadAgain();
        assertThat(run.table().path("files_unchanged").asInt()).as(run.toString()).isEqualTo(1);
    }
}
