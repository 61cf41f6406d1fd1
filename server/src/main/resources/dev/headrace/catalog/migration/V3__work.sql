-- Background work: one row for each piece, from its order to its end. While it is waiting or running
-- it has an execution beside it, which is the scheduler's.
CREATE TABLE headrace.work (
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id text PRIMARY KEY,
    kind text NOT NULL,
    subject text NOT NULL,
    pool text NOT NULL,
    payload text NOT NULL,
    state text NOT NULL
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'died', 'cancelled')),
    -- How often a worker has begun it. Whoever writes names the attempt that it is, so that a worker
    -- that was taken for dead changes nothing any more.
    attempt integer NOT NULL DEFAULT 0,
    -- How often its worker has died in the middle.
    deaths integer NOT NULL DEFAULT 0,
    events integer NOT NULL DEFAULT 0,
    cancelled boolean NOT NULL DEFAULT false,
    worker text,
    result text,
    submitted_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX work_subject ON headrace.work (subject, kind, number);

-- What is heard of a piece of work on its way, numbered from 1 without gaps.
CREATE TABLE headrace.work_event (
    work_id text NOT NULL REFERENCES headrace.work (id) ON DELETE CASCADE,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    event text NOT NULL,
    PRIMARY KEY (work_id, number)
);

-- The table of db-scheduler 16, with what a worker must be to pick an execution.
CREATE TABLE headrace.execution (
    task_name text NOT NULL,
    task_instance text NOT NULL,
    task_data bytea,
    execution_time timestamptz NOT NULL,
    picked boolean NOT NULL,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures integer,
    last_heartbeat timestamptz,
    version bigint NOT NULL,
    priority smallint,
    pool text NOT NULL,
    kind text NOT NULL,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX execution_due ON headrace.execution (pool, execution_time) WHERE NOT picked;
CREATE INDEX execution_beating ON headrace.execution (last_heartbeat) WHERE picked;
