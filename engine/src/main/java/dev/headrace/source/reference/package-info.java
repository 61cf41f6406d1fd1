/// The built-in data set: what the JDK knows of time zones, locales, currencies and Unicode.
///
/// Promise: real data with natural keys, most logical types and all of Unicode, offline, in two
/// editions that differ as two releases of such data would. The same edition on the same JDK always
/// gives the same rows in the same order. Not here: files, networks, made-up values.
///
/// | Table | Key | What the second edition changes |
/// |---|---|---|
/// | `time_zone` | `id` | zones under a country's old name (`US/Pacific`, `Cuba`) are gone; display names are written out |
/// | `time_zone_rule` | `zone`, `number` | rules of those zones are gone |
/// | `time_zone_transition` | `zone`, `at` | transitions of those zones are gone; rules are followed to 2037 instead of 2030 |
/// | `locale` | `tag` | the column `name` is called `english_name` |
/// | `country_name` | `language`, `country` | nothing |
/// | `currency` | `code` | currencies that no country uses any more are gone |
/// | `unicode_character` | `code_point` | blocks of Unicode 15 and 16 are new; Hangul syllables have their formal names; the column `emoji` is new |
@NullMarked
package dev.headrace.source.reference;

import org.jspecify.annotations.NullMarked;
