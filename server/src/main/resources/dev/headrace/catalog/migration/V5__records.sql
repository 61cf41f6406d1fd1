-- What is kept for agents, networks and receivers that live outside this program.

CREATE TABLE headrace.private_link (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    region text NOT NULL,
    service text NOT NULL,
    config json NOT NULL,
    state text NOT NULL,
    state_summary text NOT NULL,
    host text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL
);

-- Of a token only its keyed digest is known.
CREATE TABLE headrace.hybrid_agent (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    group_id text NOT NULL REFERENCES headrace.destination_group ON DELETE CASCADE,
    display_name text NOT NULL,
    env_type text NOT NULL,
    auth_type text NOT NULL,
    token_digest bytea NOT NULL,
    registered_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_used_at timestamptz,
    created_by text NOT NULL
);
CREATE INDEX hybrid_agent_group ON headrace.hybrid_agent (group_id);

CREATE TABLE headrace.proxy_agent (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    display_name text NOT NULL UNIQUE,
    region text NOT NULL,
    token_digest bytea NOT NULL,
    certificate_fingerprint text NOT NULL,
    registered_at timestamptz NOT NULL,
    last_seen_at timestamptz,
    created_by text NOT NULL
);

-- A webhook of no group is the account's.
CREATE TABLE headrace.webhook (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    group_id text REFERENCES headrace.destination_group ON DELETE CASCADE,
    url text NOT NULL,
    events text[] NOT NULL,
    active boolean NOT NULL,
    signed boolean NOT NULL,
    signature_upper_case boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL
);
CREATE INDEX webhook_group ON headrace.webhook (group_id);

-- One for each group, which lends it its id, and one for the account.
CREATE TABLE headrace.log_service (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    group_id text REFERENCES headrace.destination_group ON DELETE CASCADE,
    service text NOT NULL,
    enabled boolean NOT NULL,
    config json NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE headrace.secrets_manager (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    type text NOT NULL,
    hybrid boolean NOT NULL,
    config json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- A row takes its sealed secrets along, however it goes.
CREATE FUNCTION headrace.remove_secrets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM headrace.secret WHERE kind = TG_TABLE_NAME AND owner = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER remove_secrets AFTER DELETE ON headrace.webhook
    FOR EACH ROW EXECUTE FUNCTION headrace.remove_secrets();
CREATE TRIGGER remove_secrets AFTER DELETE ON headrace.log_service
    FOR EACH ROW EXECUTE FUNCTION headrace.remove_secrets();
CREATE TRIGGER remove_secrets AFTER DELETE ON headrace.secrets_manager
    FOR EACH ROW EXECUTE FUNCTION headrace.remove_secrets();
