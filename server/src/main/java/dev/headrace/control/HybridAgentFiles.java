package dev.headrace.control;

import dev.headrace.secret.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What an agent is started with by hand.
///
/// @param configJson what the agent reads at its start
/// @param authJson who it is, for what asks for that alone
/// @param composeYaml starts it in containers; the other file lies beside it in `conf`
public record HybridAgentFiles(Secret configJson, Secret authJson, Secret composeYaml) {

    /// For an agent of this token.
    ///
    /// @param server the URL at which it reaches this server
    static HybridAgentFiles of(String id, String envType, Secret token, String server) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("token", token.reveal());
        config.put("server", server);
        config.put("container_env_type", envType);
        config.put("host_selinux_enabled", false);
        Map<String, Object> auth = new LinkedHashMap<>();
        auth.put("agent_id", id);
        auth.put("token", token.reveal());
        return new HybridAgentFiles(
                Secret.of(JsonMapper.shared().writeValueAsString(config)),
                Secret.of(JsonMapper.shared().writeValueAsString(auth)),
                Secret.of(compose(id)));
    }

    private static String compose(String id) {
        return """
        services:
          agent:
            image: headrace
            container_name: headrace-agent-%s
            command: ["agent", "--config", "/conf/config.json"]
            restart: unless-stopped
            volumes:
              - ./conf:/conf:ro
              - ./data:/data
        """
                .formatted(id);
    }
}
