/// Where a database is and how it is reached.
///
/// Promise: an address is complete, checked and printable without its password. Not here: SQL, and
/// names of connectors.
@NullMarked
package dev.headrace.connectivity;

import org.jspecify.annotations.NullMarked;
