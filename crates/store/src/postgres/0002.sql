-- The vault. `subject` is the log's number, then the subject's key.
CREATE TABLE tidegate.person (
    subject bytea PRIMARY KEY,
    wrapped_under text NOT NULL,
    wrapped bytea NOT NULL
);
CREATE INDEX person_wrapped ON tidegate.person (wrapped_under);

CREATE TABLE tidegate.sealed (
    subject bytea NOT NULL,
    name text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (subject, name)
);

-- An erasure looks for what names the event.
CREATE INDEX mention_event ON tidegate.mention (log, idx);
