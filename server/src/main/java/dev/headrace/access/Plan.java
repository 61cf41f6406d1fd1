package dev.headrace.access;

/// Plans by the names that people know. Here they are a policy that an operator may set, nothing
/// that is sold.
public enum Plan {
    FREE("Free"),
    STANDARD("Standard"),
    ENTERPRISE("Enterprise"),
    BUSINESS_CRITICAL("Business Critical");

    private final String words;

    Plan(String words) {
        this.words = words;
    }

    /// For people.
    public String words() {
        return words;
    }
}
