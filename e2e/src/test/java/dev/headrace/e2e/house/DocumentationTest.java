package dev.headrace.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What people read holds together: links lead somewhere, every code is explained, every field of
/// the setup form has a place to point to.
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root", ".."));

    /// The setup form links to each.
    private static final List<String> FIELDS =
            List.of(
                    "Destination name",
                    "SaaS Deployment",
                    "Hybrid Deployment",
                    "Select an existing agent",
                    "Configure a new agent",
                    "Connect directly",
                    "Connect via an SSH tunnel",
                    "Connect via PrivateLink",
                    "SSH Host",
                    "SSH Port",
                    "SSH User",
                    "Require TLS through tunnel",
                    "Host",
                    "Port",
                    "User",
                    "Password",
                    "Database",
                    "Data processing location",
                    "Cloud service provider",
                    "Cloud region",
                    "Time zone",
                    "Use Failover",
                    "Failover Location",
                    "Failover Region");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : files()) {
            Page page = page(file);
            for (Page.Link link : page.links()) {
                if (!leadsSomewhere(file, link)) {
                    broken.add("%s:%d: %s".formatted(page.name(), link.line(), link.target()));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyCodeHasItsSectionAndEverySectionItsCode() throws IOException {
        Set<String> codes = new TreeSet<>();
        Stream.of(FailureCode.values()).map(Enum::name).forEach(codes::add);
        Stream.of(WarningCode.values()).map(Enum::name).forEach(codes::add);
        assertThat(page(ROOT.resolve("docs/troubleshooting.md")).headings(2))
                .containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void everyFieldOfTheSetupFormHasItsAnchor() throws IOException {
        Page guide = page(ROOT.resolve("docs/setup-guide.md"));
        assertThat(guide.headings(3)).containsAll(FIELDS);
        assertThat(guide.anchors()).contains("require-tls-through-tunnel", "use-failover");
    }

    @Test
    void everyPageIsReachedFromTheFirst() throws IOException {
        Set<Path> reached = new HashSet<>();
        List<Path> next = new ArrayList<>(List.of(ROOT.resolve("docs/index.md")));
        while (!next.isEmpty()) {
            Path file = next.removeLast();
            if (reached.add(file.normalize()) && file.toString().endsWith(".md")) {
                page(file).links().stream()
                        .filter(link -> !link.page().isEmpty())
                        .forEach(link -> next.add(file.resolveSibling(link.page())));
            }
        }
        List<Path> pages = files().stream().filter(file -> !file.endsWith("README.md")).toList();
        assertThat(reached).containsAll(pages.stream().map(Path::normalize).toList());
    }

    @Test
    void pagesAreNoWiderThanCode() throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path file : files()) {
            findings.addAll(page(file).longLines());
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void seesLinksHeadingsAndLongLinesWhereTheyAre() {
        String text =
                """
                # Save & Test
                See [this](other.md#a), [that](#b), `[not](this)` and [out](https://example.org).
                ```
                ## no heading, and [no](link)
                ```
                ## SSH_KEY one
                ## SSH_KEY one
                %s
                | %<s |
                """
                        .formatted("x".repeat(Page.COLUMNS_MAX + 1));
        Page page = Page.of("p.md", text);
        assertThat(page.links())
                .containsExactly(new Page.Link(2, "other.md#a"), new Page.Link(2, "#b"));
        assertThat(page.links().getFirst().page()).isEqualTo("other.md");
        assertThat(page.links().getLast().anchor()).isEqualTo("b");
        assertThat(page.anchors()).containsExactly("save--test", "ssh_key-one", "ssh_key-one-1");
        assertThat(page.longLines()).containsExactly("p.md:8: 101 columns");
    }

    private static boolean leadsSomewhere(Path file, Page.Link link) throws IOException {
        Path target = link.page().isEmpty() ? file : file.resolveSibling(link.page());
        return Files.exists(target)
                && (link.anchor().isEmpty() || page(target).anchors().contains(link.anchor()));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            pages.filter(page -> page.toString().endsWith(".md")).sorted(),
                            Stream.of(ROOT.resolve("README.md")))
                    .toList();
        }
    }

    private static Page page(Path file) throws IOException {
        return Page.read(file, ROOT.relativize(file).toString());
    }
}
