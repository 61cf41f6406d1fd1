/// The REST API: endpoints, shapes of requests and answers, pages, envelopes, its description.
///
/// Promise: the contract that existing clients hold, byte for byte where they look. Not here: SQL,
/// decisions.
@NullMarked
package dev.headrace.api;

import org.jspecify.annotations.NullMarked;
