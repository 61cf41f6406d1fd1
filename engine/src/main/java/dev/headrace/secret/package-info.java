/// Values that cannot print.
///
/// Promise: a password held here reaches the driver call and nothing else. Not here: encryption or
/// storage of secrets.
@NullMarked
package dev.headrace.secret;

import org.jspecify.annotations.NullMarked;
