package dev.headrace.app;

import dev.headrace.catalog.Catalog;
import dev.headrace.control.FirstAdministrator;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.Map;

/// What whoever runs the machine may do without being let in by the API. Servers of the same
/// database may run meanwhile.
public final class Administration implements AutoCloseable {
    private final MetadataDatabase database;
    private final Settings settings;
    private final Vault vault;

    private Administration(MetadataDatabase database, Settings settings, Vault vault) {
        this.database = database;
        this.settings = settings;
        this.vault = vault;
    }

    /// Reaches the metadata database, which is started for this where no server runs it.
    ///
    /// @throws Failure where that is not possible
    public static Administration open(Settings settings, Map<String, String> environment) {
        Logging.setUp(settings.get(SettingKeys.LOG_FORMAT), true);
        HomeFolder.ensure(settings);
        MetadataDatabase database = MetadataDatabase.openBeside(settings, environment);
        try {
            Vault vault = Vault.start(Parts.keys(settings), database.catalog());
            return new Administration(database, settings, vault);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Gives a user a new password.
    ///
    /// @return to be shown this once
    /// @throws Failure USAGE where nobody has that e-mail address
    public Secret resetPassword(String email) {
        Catalog catalog = database.catalog();
        try {
            return new FirstAdministrator(catalog, vault.apiSecrets(), InstantSource.system())
                    .resetPassword(email);
        } catch (Refusal.NotFound refusal) {
            throw Failure.of(FailureCode.USAGE, refusal.message(), refusal)
                    .next("Give the e-mail address of a user.");
        }
    }

    /// Seals every secret with a new master key; with the first one of the setting `master-key`
    /// where the keys come from there.
    ///
    /// @return how many were sealed
    public int rotateKeys() {
        boolean given = settings.find(SettingKeys.MASTER_KEY).isPresent();
        return given ? vault.reseal(database.catalog()) : vault.rotate(database.catalog());
    }

    /// Forgets every master key but the newest. Older backups of the database do not open after it.
    ///
    /// @return how many were forgotten
    public int retireKeys() {
        return vault.retire(database.catalog());
    }

    @Override
    public void close() {
        database.close();
    }
}
