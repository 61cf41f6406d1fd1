package dev.headrace.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Settings that are right each and cannot be together.
final class Contradictions {
    private Contradictions() {}

    /// A sentence for each.
    static List<String> of(Settings settings) {
        List<String> problems = new ArrayList<>();
        Optional<Path> certificate = settings.find(SettingKeys.TLS_CERT);
        Optional<Path> key = settings.find(SettingKeys.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            problems.add("tls-cert and tls-key belong together, and only one of them is set.");
        }
        certificate.ifPresent(path -> requireFile(path, "tls-cert", problems));
        key.ifPresent(path -> requireFile(path, "tls-key", problems));
        if (settings.find(SettingKeys.API_KEY).isPresent()
                != settings.find(SettingKeys.API_SECRET).isPresent()) {
            problems.add("api-key and api-secret belong together, and only one of them is set.");
        }
        if (settings.find(SettingKeys.MASTER_KEY).isPresent()
                && settings.find(SettingKeys.MASTER_KEY_FILE).isPresent()) {
            problems.add("master-key and master-key-file are both set; one is enough.");
        }
        return problems;
    }

    /// What would let others read along, empty where nothing does.
    static Optional<String> exposure(Settings settings) {
        ListenAddress listen = settings.get(SettingKeys.LISTEN);
        boolean guarded =
                listen.isLoopback()
                        || settings.find(SettingKeys.TLS_CERT).isPresent()
                        || !settings.get(SettingKeys.TRUSTED_PROXIES).isEmpty();
        return guarded
                ? Optional.empty()
                : Optional.of(
                        "listen is %s, which other machines reach, and passwords and keys would travel in"
                                        .formatted(listen.address().getHostAddress())
                                + " the clear: neither tls-cert and tls-key nor trusted-proxies are"
                                + " set.");
    }

    private static void requireFile(Path path, String key, List<String> problems) {
        if (!Files.isReadable(path)) {
            problems.add("%s: the file %s cannot be read.".formatted(key, path));
        }
    }
}
