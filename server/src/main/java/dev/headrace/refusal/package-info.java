/// What a caller is told when the product will not do what was asked.
///
/// Promise: one sealed vocabulary for every door; a refusal changes nothing. Not here: HTTP
/// statuses and JSON, which are the doors'; faults of the product, which are not refusals.
@NullMarked
package dev.headrace.refusal;

import org.jspecify.annotations.NullMarked;
