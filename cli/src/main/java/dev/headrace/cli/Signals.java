package dev.headrace.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// Signals that ask the process to end, told to us instead of ending it. A signal that the process
/// was started to ignore (`nohup`, a shell's background) stays ignored.
///
/// The only way that the JDK has for this lies in `sun.misc`; the compiler warns about every use of
/// that package, and the build bears no warning, hence the look-up by name.
final class Signals {
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private Signals() {}

    /// Calls `receiver` with each signal's number, on a thread of its own, from now on.
    static void listen(IntConsumer receiver) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            receiver.accept(number(arguments[0].toString()));
                                            yield null;
                                        }
                                        case "equals" ->
                                                System.identityHashCode(self)
                                                        == System.identityHashCode(arguments[0]);
                                        case "hashCode" -> System.identityHashCode(self);
                                        default -> "signal handler";
                                    });
            for (String name : List.copyOf(NUMBERS.keySet())) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            // A JVM without them, or one told to leave signals alone (-Xrs): they end the process
            // at once, and what is committed is complete all the same.
        }
    }

    /// The number of a signal that prints as `SIGINT`.
    private static int number(String name) {
        return NUMBERS.getOrDefault(name.replaceFirst("^SIG", ""), 15);
    }
}
