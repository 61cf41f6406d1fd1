package dev.headrace.control;

import dev.headrace.refusal.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The kinds of destination that there are: PostgreSQL by the names of those who run it.
public final class DestinationServices {
    private static final List<String> WAYS =
            List.of("Directly", "SshTunnel", "PrivateLink", "ProxyAgent");
    private static final List<String> SIGN_INS =
            List.of("PASSWORD", "AWS_IAM", "ENTRA_ID", "CLIENT_CERTIFICATE");
    private static final List<String> AWS_SIGN_INS = List.of("PASSWORD", "AWS_IAM");

    private static final Set<String> AWS_REGIONS =
            Set.of(
                    "af-south-1",
                    "ap-east-1",
                    "ap-east-2",
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "ap-south-1",
                    "ap-south-2",
                    "ap-southeast-1",
                    "ap-southeast-2",
                    "ap-southeast-3",
                    "ap-southeast-4",
                    "ap-southeast-5",
                    "ap-southeast-7",
                    "aws-cn-global",
                    "aws-global",
                    "aws-iso-b-global",
                    "aws-iso-e-global",
                    "aws-iso-f-global",
                    "aws-iso-global",
                    "aws-us-gov-global",
                    "ca-central-1",
                    "ca-west-1",
                    "cn-north-1",
                    "cn-northwest-1",
                    "eu-central-1",
                    "eu-central-2",
                    "eu-isoe-west-1",
                    "eu-north-1",
                    "eu-south-1",
                    "eu-south-2",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "eusc-de-east-1",
                    "il-central-1",
                    "me-central-1",
                    "me-south-1",
                    "mx-central-1",
                    "sa-east-1",
                    "us-east-1",
                    "us-east-2",
                    "us-gov-east-1",
                    "us-gov-west-1",
                    "us-iso-east-1",
                    "us-iso-west-1",
                    "us-isob-east-1",
                    "us-isof-east-1",
                    "us-isof-south-1",
                    "us-west-1",
                    "us-west-2");

    private static final Map<String, Rules> RULES =
            Map.of(
                    "postgres_warehouse", new Rules(WAYS, SIGN_INS, false),
                    "postgres_rds_warehouse", new Rules(WAYS, AWS_SIGN_INS, true),
                    "aurora_postgres_warehouse", new Rules(WAYS, AWS_SIGN_INS, true),
                    "azure_postgres_warehouse", new Rules(WAYS, SIGN_INS, false),
                    "postgres_gcp_warehouse", new Rules(WAYS, SIGN_INS, false),
                    "postgres_databricks_warehouse",
                            new Rules(List.of("Directly", "SshTunnel"), SIGN_INS, false));

    private DestinationServices() {}

    /// What one kind allows.
    ///
    /// @param awsOnly whether `aws_region_code` names one of AWS's own regions
    private record Rules(List<String> ways, List<String> signIns, boolean awsOnly) {}

    /// Every kind.
    public static List<String> all() {
        return RULES.keySet().stream().sorted().toList();
    }

    /// @throws Refusal.Invalid where there is no such kind here
    static void require(String service) {
        rules(service);
    }

    /// @throws Refusal.Invalid where the kind does not allow it
    static void requireMethod(String service, String method) {
        requireOneOf("networking_method", method, rules(service).ways());
    }

    /// @throws Refusal.Invalid where the kind does not allow one of its values
    static void requireConfig(String service, DestinationConfig config) {
        Rules rules = rules(service);
        config.raw("connection_type")
                .ifPresent(value -> requireOneOf("config.connection_type", value, rules.ways()));
        config.raw("auth_method")
                .ifPresent(value -> requireOneOf("config.auth_method", value, rules.signIns()));
        Optional<String> region = config.raw("aws_region_code");
        if (rules.awsOnly() && region.isPresent() && !AWS_REGIONS.contains(region.get())) {
            throw new Refusal.Invalid(
                    "Field 'config.aws_region_code' must be a region of AWS, such as eu-west-1");
        }
    }

    private static Rules rules(String service) {
        Rules rules = RULES.get(service);
        if (rules == null) {
            throw new Refusal.Invalid("Unsupported service '%s'".formatted(service));
        }
        return rules;
    }

    private static void requireOneOf(String field, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new Refusal.Invalid(
                    "Field '%s' must be one of %s".formatted(field, String.join(", ", allowed)));
        }
    }
}
