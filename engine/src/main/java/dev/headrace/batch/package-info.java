/// What travels: rows in batches, bounded in bytes and in time.
///
/// Not here: destinations, merge rules.
@NullMarked
package dev.headrace.batch;

import org.jspecify.annotations.NullMarked;
