/// One sync: pull, batch, stage, merge, checkpoint, retry.
///
/// Not here: any connector, JDBC, HTTP.
@NullMarked
package dev.headrace.sync;

import org.jspecify.annotations.NullMarked;
