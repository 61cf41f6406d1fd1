/// HTTP calls to where users point.
///
/// Promise: a call reaches only addresses that the guard let pass, on every hop, within a time and
/// a size; certificates are checked by name. Not here: what is sent, and to whom; addresses that
/// the product itself chose.
@NullMarked
package dev.headrace.outgoing;

import org.jspecify.annotations.NullMarked;
