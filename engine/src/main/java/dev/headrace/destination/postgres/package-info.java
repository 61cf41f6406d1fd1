/// Loading into PostgreSQL: ledger, fence, first load, later load, swap.
///
/// Promise: whatever dies, the next run ends with the tables of an undisturbed one. Rows and the
/// state that they came from commit in one transaction, under a fence that an older run cannot
/// pass. Not here: sources, what a state means, how an address is found.
@NullMarked
package dev.headrace.destination.postgres;

import org.jspecify.annotations.NullMarked;
