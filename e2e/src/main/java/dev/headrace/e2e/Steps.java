package dev.headrace.e2e;

import dev.headrace.failure.CrashPoint;
import java.util.Arrays;
import java.util.List;

/// The named steps, as `headrace errors --steps` lists them.
final class Steps {
    static final List<String> ALL = Arrays.stream(CrashPoint.values()).map(Enum::name).toList();

    private Steps() {}
}
