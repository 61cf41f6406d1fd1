package dev.headrace.access;

import java.util.Arrays;
import java.util.List;

/// What a plan may leave out. Each is in its lowest plan and in those above.
public enum Feature {
    HYBRID("Hybrid deployment", Plan.ENTERPRISE),
    CLOUD_CHOICE("The choice of cloud provider", Plan.ENTERPRISE),
    CUSTOM_ROLES("Custom roles", Plan.ENTERPRISE),
    PRIVATE_LINK("Private networking", Plan.BUSINESS_CRITICAL),
    FAILOVER("Regional failover", Plan.BUSINESS_CRITICAL),
    EXTERNAL_SECRETS("External secrets managers", Plan.BUSINESS_CRITICAL);

    private final String words;
    private final Plan lowest;

    Feature(String words, Plan lowest) {
        this.words = words;
        this.lowest = lowest;
    }

    /// For people; begins a sentence.
    public String words() {
        return words;
    }

    public boolean isIn(Plan plan) {
        return plan.compareTo(lowest) >= 0;
    }

    /// The plans that have it.
    public List<Plan> plans() {
        return Arrays.stream(Plan.values()).filter(this::isIn).toList();
    }
}
