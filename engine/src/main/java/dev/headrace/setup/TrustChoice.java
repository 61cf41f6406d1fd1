package dev.headrace.setup;

/// Asked when a test meets a certificate or a host key that nobody approved.
public interface TrustChoice {
    /// May approve some of it, and may take its time: the tests' time does not run meanwhile.
    ///
    /// @param sentence why it is asked
    /// @return whether something was approved, so that the test is worth repeating
    boolean approve(SetupDetails details, String sentence);

    /// The same of what is trusted without an approval.
    default boolean approveTrusted(SetupDetails details) {
        return false;
    }

    /// Approves nothing.
    static TrustChoice none() {
        return (details, sentence) -> false;
    }
}
