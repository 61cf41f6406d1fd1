package dev.headrace.api;

import dev.headrace.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a list goes on, spelled so that nobody is tempted to read it.
final class Cursor {
    private static final Pattern FORM = Pattern.compile("\\{\"after\":([0-9]{1,18})\\}");

    private Cursor() {}

    static String text(long after) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"after\":%d}".formatted(after).getBytes(StandardCharsets.UTF_8));
    }

    /// @throws Refusal.Invalid where it is none of ours
    static long parse(String text) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            Matcher matcher = FORM.matcher(json);
            if (matcher.matches()) {
                return Long.parseLong(matcher.group(1));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Refusal.Invalid("Parameter 'cursor' is not a cursor of this API.");
    }
}
