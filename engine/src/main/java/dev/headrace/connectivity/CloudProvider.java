package dev.headrace.connectivity;

/// Whose private network a [PrivateLink] belongs to.
public enum CloudProvider {
    AWS("AWS PrivateLink"),
    AZURE("Azure Private Link"),
    GCP("Google Private Service Connect");

    private final String product;

    CloudProvider(String product) {
        this.product = product;
    }

    /// The provider's own name for it.
    public String product() {
        return product;
    }
}
