package dev.headrace.e2e.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One Markdown page, as far as its links, headings and lines go.
///
/// @param name for people, such as `docs/api.md`
/// @param words its lines without what stands in fenced code; those are empty
record Page(String name, List<String> words) {
    static final int COLUMNS_MAX = 100;

    private static final Pattern HEADING = Pattern.compile("(#{1,6}) (.+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    /// @param line where it stands, from 1
    record Link(int line, String target) {
        /// The page that is meant; empty for the one that it stands on.
        String page() {
            return target.split("#", 2)[0];
        }

        /// Empty for the page as a whole.
        String anchor() {
            String[] parts = target.split("#", 2);
            return parts.length == 2 ? parts[1] : "";
        }
    }

    static Page read(Path file, String name) throws IOException {
        return of(name, Files.readString(file));
    }

    static Page of(String name, String text) {
        List<String> words = new ArrayList<>();
        boolean code = false;
        for (String line : text.lines().toList()) {
            boolean fence = line.strip().startsWith("```");
            words.add(code || fence ? "" : line);
            code ^= fence;
        }
        return new Page(name, List.copyOf(words));
    }

    /// Headings of one level.
    List<String> headings(int level) {
        return words.stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .filter(heading -> heading.group(1).length() == level)
                .map(heading -> heading.group(2))
                .toList();
    }

    /// What can stand after `#`, as GitHub makes it from headings: one that comes again gets a
    /// number.
    List<String> anchors() {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : words) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = anchor(heading.group(2));
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }

    /// Links to other places of this repository.
    List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Matcher link = LINK.matcher(CODE.matcher(words.get(i)).replaceAll("code"));
            while (link.find()) {
                if (!ELSEWHERE.matcher(link.group(1)).matches()) {
                    links.add(new Link(i + 1, link.group(1)));
                }
            }
        }
        return links;
    }

    /// Lines that are too long to be read side by side; tables cannot be broken.
    List<String> longLines() {
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String line = words.get(i);
            int length = line.codePointCount(0, line.length());
            if (length > COLUMNS_MAX && !line.startsWith("|")) {
                findings.add("%s:%d: %d columns".formatted(name, i + 1, length));
            }
        }
        return findings;
    }
}
