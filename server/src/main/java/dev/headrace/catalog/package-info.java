/// The metadata database: its schema, and all SQL that reads and writes it.
///
/// Promise: rows in, rows out, in transactions that the caller bounds. Not here: rules, who may do
/// what, secrets in clear, HTTP.
@NullMarked
package dev.headrace.catalog;

import org.jspecify.annotations.NullMarked;
