package dev.headrace.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/// Times as the API spells them. Terraform compares the text, so that it must never change between
/// two reads.
final class Moments {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Moments() {}

    static String text(Instant moment) {
        return FORMAT.format(moment);
    }

    static boolean isMoment(String text) {
        try {
            FORMAT.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
