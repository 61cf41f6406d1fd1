package dev.headrace.setup;

/// Hears of tests as they proceed.
public interface SetupListener {

    void started(SetupTest test);

    /// What is tried just now, a phrase.
    void trying(SetupTest test, String step);

    void finished(SetupTestResult result);
}
