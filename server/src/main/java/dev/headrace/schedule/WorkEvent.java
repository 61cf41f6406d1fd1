package dev.headrace.schedule;

import java.time.Instant;

/// Something that a piece of work told on its way.
///
/// @param number from 1, without gaps, in the order in which they were told
/// @param event JSON
public record WorkEvent(int number, Instant at, String event) {}
