-- How many requests each actor made in its current hour. What a crash forgets here does no harm.
CREATE UNLOGGED TABLE headrace.rate (
    actor text PRIMARY KEY,
    hour timestamptz NOT NULL,
    used bigint NOT NULL
);
