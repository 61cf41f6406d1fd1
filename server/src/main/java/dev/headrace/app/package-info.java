/// The server's main: settings, wiring, start and end. The only place that knows everything.
@NullMarked
package dev.headrace.app;

import org.jspecify.annotations.NullMarked;
