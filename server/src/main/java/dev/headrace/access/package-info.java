/// Who calls, and what they may do: accounts, users, teams, roles, keys, plans.
///
/// Promise: one place decides, for every door. Not here: screens, JSON, what is done once allowed.
@NullMarked
package dev.headrace.access;

import org.jspecify.annotations.NullMarked;
