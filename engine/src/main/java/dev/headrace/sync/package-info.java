/// One sync: read, batch, load, checkpoint, finish, and what happened told as events.
///
/// Promise: however a sync ends, what is committed is complete, and the next one goes on from
/// there. Not here: any connector, JDBC, or HTTP.
@NullMarked
package dev.headrace.sync;

import org.jspecify.annotations.NullMarked;
