package dev.headrace.cli;

import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// The text in which a [TrustStore] keeps approvals.
final class TrustDocument {
    private TrustDocument() {}

    static String write(Map<String, TrustStore.Entry> all) {
        Json.Members destinations = Json.object();
        all.forEach((name, entry) -> {
            if (!entry.isEmpty()) {
                destinations.put(name, json(entry));
            }
        });
        return Json.writeIndented(Json.object().put("destinations", destinations)) + "\n";
    }

    private static Json.Members json(TrustStore.Entry entry) {
        return Json.object()
                .put(
                        "certificates",
                        entry.certificates().stream()
                                .map(each ->
                                        Json.object()
                                                .put("hash", each.hash())
                                                .put("subject", each.certificate().subject())
                                                .put(
                                                        "encoded_cert",
                                                        Base64.getEncoder()
                                                                .encodeToString(
                                                                        each.certificate()
                                                                                .encoded()))
                                                .put("validated_by", each.validatedBy())
                                                .put("validated_at", each.validatedAt().toString()))
                                .toList())
                .put(
                        "fingerprints",
                        entry.fingerprints().stream()
                                .map(each ->
                                        Json.object()
                                                .put("hash", each.hash())
                                                .put("public_key", each.key().line())
                                                .put("validated_by", each.validatedBy())
                                                .put("validated_at", each.validatedAt().toString()))
                                .toList());
    }

    /// JSON is YAML as far as this goes; its texts stay texts.
    ///
    /// @throws IllegalArgumentException where it is no such document, as are the others
    static Map<String, TrustStore.Entry> parse(String text) throws CertificateException {
        Map<String, TrustStore.Entry> all = new TreeMap<>();
        LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
        Object document = new Load(settings).loadFromString(text);
        for (Map.Entry<String, Object> each : map(map(document).get("destinations")).entrySet()) {
            List<ApprovedCertificate> certificates = new ArrayList<>();
            for (Map<String, Object> stored : list(each.getValue(), "certificates")) {
                certificates.add(certificate(stored));
            }
            List<ApprovedFingerprint> fingerprints = new ArrayList<>();
            for (Map<String, Object> stored : list(each.getValue(), "fingerprints")) {
                fingerprints.add(
                        new ApprovedFingerprint(
                                text(stored, "hash"),
                                HostKey.parse(text(stored, "public_key")),
                                text(stored, "validated_by"),
                                Instant.parse(text(stored, "validated_at"))));
            }
            all.put(
                    each.getKey(),
                    new TrustStore.Entry(List.copyOf(certificates), List.copyOf(fingerprints)));
        }
        return all;
    }

    private static ApprovedCertificate certificate(Map<String, Object> stored)
            throws CertificateException {
        byte[] der = Base64.getDecoder().decode(text(stored, "encoded_cert"));
        X509Certificate certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(der));
        return new ApprovedCertificate(
                text(stored, "hash"),
                new PresentedCertificate(certificate),
                text(stored, "validated_by"),
                Instant.parse(text(stored, "validated_at")));
    }

    private static Map<String, Object> map(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("No map where one belongs");
        }
        Map<String, Object> checked = new TreeMap<>();
        map.forEach((key, each) -> checked.put(String.valueOf(key), each));
        return checked;
    }

    private static List<Map<String, Object>> list(Object entry, String key) {
        if (!(map(entry).getOrDefault(key, List.of()) instanceof List<?> list)) {
            throw new IllegalArgumentException("No list where one belongs");
        }
        List<Map<String, Object>> checked = new ArrayList<>();
        list.forEach(each -> checked.add(map(each)));
        return checked;
    }

    private static String text(Map<String, Object> stored, String key) {
        if (!(stored.get(key) instanceof String text)) {
            throw new IllegalArgumentException("No " + key);
        }
        return text;
    }
}
