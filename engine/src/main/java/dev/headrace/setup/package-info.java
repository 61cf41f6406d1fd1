/// Setup tests as types: what is tested, what came out, who hears of it.
///
/// Promise: names, order and results are those that people, pages and the REST API see. Not here:
/// running them; that is the connector's.
@NullMarked
package dev.headrace.setup;

import org.jspecify.annotations.NullMarked;
