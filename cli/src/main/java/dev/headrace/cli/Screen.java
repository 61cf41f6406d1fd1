package dev.headrace.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a file descriptor is connected to. Java tells only of both standard streams together.
final class Screen {
    static final int OUT = 1;
    static final int ERR = 2;

    /// What a stream that is no terminal is taken for.
    private static final int WIDTH_DEFAULT = 80;

    private static final int WIDTH_MIN = 20;
    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINSIZE_BYTES = 8;
    private static final int COLUMNS_OFFSET = 2;

    private final int descriptor;
    private final String target;
    private final boolean terminal;
    private final int givenWidth;
    private @Nullable MethodHandle ioctl;

    private Screen(int descriptor, String target, int givenWidth) {
        this.descriptor = descriptor;
        this.target = target;
        this.terminal = isTerminal(target);
        this.givenWidth = givenWidth;
    }

    static Screen of(int descriptor, Map<String, String> environment) {
        return new Screen(descriptor, target(descriptor), givenWidth(environment));
    }

    /// What is no terminal.
    static Screen ofFile(Map<String, String> environment) {
        return new Screen(-1, "", givenWidth(environment));
    }

    private static int givenWidth(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[0-9]{1,4}") ? Integer.parseInt(columns) : 0;
    }

    boolean isTerminal() {
        return terminal;
    }

    /// Columns, asked anew each time, since windows are resized.
    int width() {
        int width = givenWidth > 0 || !terminal ? givenWidth : askWidth();
        return width <= 0 ? WIDTH_DEFAULT : Math.max(width, WIDTH_MIN);
    }

    /// Whether both are connected to the same file, pipe or terminal.
    boolean isSameAs(Screen other) {
        return !target.isEmpty() && target.equals(other.target);
    }

    /// What a descriptor is connected to, as the system names it; empty where it does not.
    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        } catch (IOException e) {
            // A system without /proc: plain output is right everywhere.
            return "";
        }
    }

    private static boolean isTerminal(String target) {
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    private int askWidth() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES);
            int status = (int) ioctl().invokeExact(descriptor, TIOCGWINSZ, size);
            return status == 0
                    ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_OFFSET))
                    : 0;
        } catch (Throwable e) {
            // Without native access the width is the default: nothing else depends on it.
            return 0;
        }
    }

    // A foreign call is restricted; the launcher allows it, and this one writes into our own
    // memory.
    @SuppressWarnings("restricted")
    private MethodHandle ioctl() {
        MethodHandle known = ioctl;
        if (known == null) {
            Linker linker = Linker.nativeLinker();
            known =
                    linker.downcallHandle(
                            linker.defaultLookup().find("ioctl").orElseThrow(),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2));
            ioctl = known;
        }
        return known;
    }
}
