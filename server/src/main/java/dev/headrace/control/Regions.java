package dev.headrace.control;

import java.util.List;
import java.util.stream.Stream;

/// Where data can be processed, by the names that clients know.
public final class Regions {
    /// Of destinations and private links.
    public static final List<String> PROCESSING =
            List.of(
                    "GCP_US_EAST4",
                    "GCP_US_WEST1",
                    "GCP_US_CENTRAL1",
                    "GCP_EUROPE_WEST2",
                    "GCP_EUROPE_WEST3",
                    "GCP_AUSTRALIA_SOUTHEAST1",
                    "GCP_NORTHAMERICA_NORTHEAST1",
                    "GCP_ASIA_SOUTHEAST1",
                    "GCP_ASIA_SOUTHEAST2",
                    "GCP_ASIA_SOUTH1",
                    "GCP_ASIA_NORTHEAST1",
                    "AWS_US_EAST_1",
                    "AWS_US_EAST_2",
                    "AWS_US_WEST_2",
                    "AWS_AP_NORTHEAST_1",
                    "AWS_AP_SOUTHEAST_1",
                    "AWS_AP_SOUTHEAST_2",
                    "AWS_AP_SOUTH_1",
                    "AWS_EU_CENTRAL_1",
                    "AWS_EU_WEST_1",
                    "AWS_EU_WEST_2",
                    "AWS_CA_CENTRAL_1",
                    "AWS_US_GOV_WEST_1",
                    "AZURE_EASTUS",
                    "AZURE_EASTUS2",
                    "AZURE_CENTRALUS",
                    "AZURE_CANADACENTRAL",
                    "AZURE_WESTEUROPE",
                    "AZURE_UKSOUTH",
                    "AZURE_AUSTRALIAEAST",
                    "AZURE_SOUTHEASTASIA",
                    "AZURE_JAPANEAST",
                    "AZURE_CENTRALINDIA",
                    "AZURE_UAENORTH");

    /// Of proxy agents, which may stand in more places.
    public static final List<String> PROXY =
            Stream.concat(
                            PROCESSING.stream(),
                            Stream.of(
                                    "GCP_ASIA_NORTHEAST3",
                                    "GCP_ME_CENTRAL2",
                                    "AWS_AP_NORTHEAST_2",
                                    "AWS_EU_NORTH_1",
                                    "AZURE_GERMANYWESTCENTRAL",
                                    "AZURE_WESTUS3",
                                    "AZURE_SWITZERLANDNORTH",
                                    "AZURE_KOREACENTRAL"))
                    .toList();

    /// Of whoever names none.
    static final String STANDARD = "GCP_US_EAST4";

    private Regions() {}
}
