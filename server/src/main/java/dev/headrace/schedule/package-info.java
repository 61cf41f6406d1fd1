/// Durable work: what is to be done, who does it, what died.
///
/// Promise: work that was accepted ends, by a worker or by being reported dead. Not here: what the
/// work is about in detail, connector logic.
@NullMarked
package dev.headrace.schedule;

import org.jspecify.annotations.NullMarked;
