package dev.headrace.e2e.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// One Java file of this repository, parsed, and what the house has against it.
///
/// @param path from the repository's root, with slashes
record SourceText(String path, String text) {
    static final int FILE_LINES_MAX = 600;
    static final int METHOD_LINES_MAX = 70;

    private static final Set<String> MODULES_THAT_PRINT = Set.of("cli", "bench", "e2e");

    private static final Map<String, String> BANNED_EVERYWHERE =
            Map.of(
                    "Executors.newCachedThreadPool", "has no bound",
                    "Executors.newFixedThreadPool", "queues without a bound",
                    "e.printStackTrace", "prints past the log");

    private static final Map<String, String> BANNED_IN_ENGINE =
            Map.of(
                    "Instant.now", "take an InstantSource",
                    "LocalDate.now", "take an InstantSource",
                    "LocalDateTime.now", "take an InstantSource",
                    "OffsetDateTime.now", "take an InstantSource",
                    "System.currentTimeMillis", "take an InstantSource");

    private static final Map<String, String> BANNED_IN_TESTS =
            Map.of(
                    "Thread.sleep", "wait on a condition with a deadline",
                    "TimeUnit.sleep", "wait on a condition with a deadline",
                    "LockSupport.parkNanos", "wait on a condition with a deadline");

    private static final Pattern UNCLEAR_NAME =
            Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|Data|Info|Service)");

    private static final Pattern DEBT = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern ANNOTATION_WITHOUT_REASON =
            Pattern.compile("^\\s*@SuppressWarnings(?!.*//)");

    private static final Pattern COMMENT = Pattern.compile("^\\s*//.*");
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"");

    /// One sentence for each breach, with file and line.
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        findInLines(findings);
        findInTree(findings);
        return findings;
    }

    private String module() {
        return path.substring(0, path.indexOf('/'));
    }

    private boolean isTest() {
        return path.contains("/src/test/");
    }

    private void findInLines(List<String> findings) {
        List<String> lines = text.lines().toList();
        if (lines.size() > FILE_LINES_MAX) {
            findings.add("%s: %,d lines".formatted(path, lines.size()));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (DEBT.matcher(line).find()) {
                findings.add("%s:%d: open debt: %s".formatted(path, i + 1, line.strip()));
            }
            if (ANNOTATION_WITHOUT_REASON.matcher(line).find()
                    && !(i > 0 && COMMENT.matcher(lines.get(i - 1)).matches())) {
                findings.add(
                        "%s:%d: a suppression without a reason beside it".formatted(path, i + 1));
            }
            // In a string a letter may be what the code is about; in words it is another language.
            String words = STRING.matcher(line).replaceAll("");
            if (!isTest() && words.chars().anyMatch(c -> c > 127 && Character.isLetter(c))) {
                findings.add("%s:%d: a letter beyond ASCII".formatted(path, i + 1));
            }
        }
    }

    private void findInTree(List<String> findings) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task =
                (JavacTask)
                        compiler.getTask(null, null, null, null, null, List.of(new InMemory(this)));
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, positions, findings).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> findings;

        Scanner(CompilationUnitTree unit, SourcePositions positions, List<String> findings) {
            this.unit = unit;
            this.positions = positions;
            this.findings = findings;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            String name = type.getSimpleName().toString();
            if (UNCLEAR_NAME.matcher(name).matches()) {
                find(type, "the name %s says nothing".formatted(name));
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            long length =
                    line(positions.getEndPosition(unit, method))
                            - line(positions.getStartPosition(unit, method))
                            + 1;
            if (length > METHOD_LINES_MAX) {
                find(method, "%s has %d lines".formatted(method.getName(), length));
            }
            if (isTest() && method.getName().toString().matches("test[A-Z_].*")) {
                find(method, "%s is not named after behaviour".formatted(method.getName()));
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree member, @Nullable Void unused) {
            String name = member.toString();
            findBanned(member, BANNED_EVERYWHERE.get(name));
            if (module().equals("engine") && !isTest()) {
                findBanned(member, BANNED_IN_ENGINE.get(name));
            }
            if (isTest()) {
                findBanned(member, BANNED_IN_TESTS.get(name));
            }
            if ((name.equals("System.out") || name.equals("System.err"))
                    && !MODULES_THAT_PRINT.contains(module())) {
                find(member, name + ": only the command line prints");
            }
            return super.visitMemberSelect(member, null);
        }

        private void findBanned(MemberSelectTree member, @Nullable String reason) {
            if (reason != null) {
                find(member, "%s: %s".formatted(member, reason));
            }
        }

        private void find(Tree tree, String sentence) {
            findings.add(
                    "%s:%d: %s"
                            .formatted(
                                    path, line(positions.getStartPosition(unit, tree)), sentence));
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final String text;

        InMemory(SourceText source) {
            super(URI.create("string:///" + source.path()), JavaFileObject.Kind.SOURCE);
            this.text = source.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
