package dev.headrace.app;

/// How log lines look.
enum LogFormat {
    TEXT,
    JSON,
    /// Text where somebody looks, JSON where a program does.
    AUTO
}
