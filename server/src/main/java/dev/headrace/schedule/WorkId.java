package dev.headrace.schedule;

import java.util.UUID;

/// Names one piece of work.
public record WorkId(String text) {

    static WorkId next() {
        return new WorkId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
