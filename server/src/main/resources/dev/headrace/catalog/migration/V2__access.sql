-- People and service accounts. The password is an Argon2id hash in PHC form.
CREATE TABLE headrace.account_user (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    email text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    phone text,
    picture text,
    role text,
    user_type text NOT NULL,
    verified boolean NOT NULL,
    invited boolean NOT NULL,
    active boolean NOT NULL,
    password text,
    logged_in_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX account_user_email ON headrace.account_user (lower(email));

-- Keys of their own, tied to no user.
CREATE TABLE headrace.system_key (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    name text NOT NULL,
    permissions text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    expired_at timestamptz
);

-- What the API is called with. Of the secret, its HMAC alone is kept.
CREATE TABLE headrace.api_key (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    key text PRIMARY KEY,
    hash bytea NOT NULL,
    user_id text UNIQUE REFERENCES headrace.account_user ON DELETE CASCADE,
    system_key_id text UNIQUE REFERENCES headrace.system_key ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CHECK (num_nonnulls(user_id, system_key_id) = 1)
);

CREATE TABLE headrace.team (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    description text,
    role text,
    created_at timestamptz NOT NULL
);

CREATE TABLE headrace.team_user (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    team_id text NOT NULL REFERENCES headrace.team ON DELETE CASCADE,
    user_id text NOT NULL REFERENCES headrace.account_user ON DELETE CASCADE,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_user_user ON headrace.team_user (user_id);

-- Connections, as far as memberships need them.
CREATE TABLE headrace.connection (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    group_id text NOT NULL REFERENCES headrace.destination_group
);
CREATE INDEX connection_group ON headrace.connection (group_id, number);

-- A user's or a team's role in one group or one connection.
CREATE TABLE headrace.membership (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text REFERENCES headrace.account_user ON DELETE CASCADE,
    team_id text REFERENCES headrace.team ON DELETE CASCADE,
    group_id text REFERENCES headrace.destination_group ON DELETE CASCADE,
    connection_id text REFERENCES headrace.connection ON DELETE CASCADE,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK (num_nonnulls(user_id, team_id) = 1),
    CHECK (num_nonnulls(group_id, connection_id) = 1)
);
CREATE UNIQUE INDEX membership_user_group ON headrace.membership (user_id, group_id);
CREATE UNIQUE INDEX membership_user_connection ON headrace.membership (user_id, connection_id);
CREATE UNIQUE INDEX membership_team_group ON headrace.membership (team_id, group_id);
CREATE UNIQUE INDEX membership_team_connection ON headrace.membership (team_id, connection_id);
CREATE INDEX membership_group ON headrace.membership (group_id, number);
CREATE INDEX membership_connection ON headrace.membership (connection_id, number);

-- Roles that an account makes for itself; the standard ones are code.
CREATE TABLE headrace.custom_role (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    name text PRIMARY KEY,
    description text NOT NULL,
    scopes text[] NOT NULL,
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL
);
