package dev.headrace.cli;

import dev.headrace.connectivity.CloudProvider;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.PrivateLink;
import dev.headrace.failure.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Named private links in `private-links.yaml`: what the operator made at the cloud.
final class PrivateLinks {
    private static final List<String> KEYS = List.of("provider", "region", "host", "state");
    private static final Map<String, CloudProvider> PROVIDERS = new LinkedHashMap<>();
    private static final Map<String, PrivateLink.State> STATES = new LinkedHashMap<>();

    static {
        Stream.of(CloudProvider.values()).forEach(each -> PROVIDERS.put(each.name(), each));
        Stream.of(PrivateLink.State.values()).forEach(each -> STATES.put(each.name(), each));
    }

    private final YamlFile file;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    PrivateLinks(HeadraceHome home, Map<String, String> environment, Consumer<String> warnings) {
        this.file = new YamlFile(home.privateLinks());
        this.environment = environment;
        this.warnings = warnings;
    }

    /// @throws Failure `USAGE` where there is no such link or where it says too little
    PrivateLink find(String name) {
        Map<String, Object> all = file.read();
        Object link = all.get(name);
        if (link == null) {
            String meant =
                    Spelling.nearest(name, all.keySet())
                            .map(" Did you mean %s?"::formatted)
                            .orElse("");
            throw Usage.failure(
                    "There is no private link '%s'.%s".formatted(name, meant),
                    "Add it to %s, with provider, region, host and state.".formatted(file.path()));
        }
        String what = "The private link '%s'".formatted(name);
        ProfileKeys keys =
                new ProfileKeys(what, file.map(link, what), file.path(), environment, warnings);
        keys.allowOnly(KEYS);
        keys.required("provider");
        return new PrivateLink(
                name,
                keys.word("provider", PROVIDERS).orElseThrow(),
                keys.required("region"),
                DatabaseUrl.checkHost(keys.required("host")),
                keys.word("state", STATES).orElse(PrivateLink.State.READY));
    }
}
