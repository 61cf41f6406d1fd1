/// Measures the product beside its rivals: same server, same file, alternating pairs.
///
/// Not here: correctness, which is tested.
@NullMarked
package dev.headrace.bench;

import org.jspecify.annotations.NullMarked;
