/// The product's verbs, with their rules and transaction boundaries.
///
/// Promise: every verb asks first whether the caller may, and leaves an audit line in the
/// transaction of what it changed. Not here: JSON, HTML, SQL.
@NullMarked
package dev.headrace.control;

import org.jspecify.annotations.NullMarked;
