-- A group's destination; the two share their id. What a client sent is kept as it was sent.
CREATE TABLE headrace.destination (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY REFERENCES headrace.destination_group,
    service text NOT NULL,
    region text,
    time_zone_offset text NOT NULL,
    daylight_saving boolean,
    -- An IANA zone, which schedules go by where there is one.
    time_zone text,
    networking_method text,
    -- What the client last said of the way, in whichever of the two fields that say it.
    networking_stated text,
    private_link_id text,
    proxy_agent_id text,
    hybrid_agent_id text,
    secrets_manager_id text,
    secrets_keys json,
    -- Secrets are masked here, and sealed in their own table.
    config json NOT NULL,
    failover_region text,
    setup_status text NOT NULL CHECK (setup_status IN ('connected', 'incomplete', 'broken')),
    -- Whether the tests have ever passed.
    connected_once boolean NOT NULL,
    version bigint NOT NULL,
    -- Changes only with what the tests depend on.
    way_version bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX destination_private_link ON headrace.destination (private_link_id);
CREATE INDEX destination_proxy_agent ON headrace.destination (proxy_agent_id);
CREATE INDEX destination_hybrid_agent ON headrace.destination (hybrid_agent_id);
CREATE INDEX destination_secrets_manager ON headrace.destination (secrets_manager_id);

-- What people chose to trust for one destination. The hash is the approver's name for it.
CREATE TABLE headrace.certificate_approval (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    destination_id text NOT NULL REFERENCES headrace.destination ON DELETE CASCADE,
    hash text NOT NULL,
    certificate bytea NOT NULL,
    approved_by text NOT NULL,
    approved_at timestamptz NOT NULL,
    PRIMARY KEY (destination_id, hash)
);
CREATE TABLE headrace.fingerprint_approval (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    destination_id text NOT NULL REFERENCES headrace.destination ON DELETE CASCADE,
    hash text NOT NULL,
    public_key text NOT NULL,
    approved_by text NOT NULL,
    approved_at timestamptz NOT NULL,
    PRIMARY KEY (destination_id, hash)
);

-- The public half of the key with which a group signs in to SSH servers.
CREATE TABLE headrace.group_ssh_key (
    group_id text PRIMARY KEY REFERENCES headrace.destination_group ON DELETE CASCADE,
    public_key text NOT NULL,
    created_at timestamptz NOT NULL
);
