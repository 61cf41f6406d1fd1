-- The account that this installation is. One row.
CREATE TABLE headrace.account (
    id text PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);

-- All secrets that we must know again, sealed; see the vault.
CREATE TABLE headrace.secret (
    kind text NOT NULL,
    owner text NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (kind, owner, name)
);

CREATE TABLE headrace.audit (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    actor_name text NOT NULL,
    address text,
    request_id text,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    before jsonb,
    after jsonb
);
CREATE INDEX audit_subject ON headrace.audit (subject_kind, subject_id, number);

-- A group is the box around one destination; the two share their id.
CREATE TABLE headrace.destination_group (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);
