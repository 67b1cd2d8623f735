-- The vault. `subject` is the log's number, then the subject's key.
CREATE TABLE person (
    subject BLOB PRIMARY KEY,
    wrapped_under TEXT NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_wrapped ON person (wrapped_under);

CREATE TABLE sealed (
    subject BLOB NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (subject, name)
) WITHOUT ROWID;

-- An erasure looks for what names the event.
CREATE INDEX mention_event ON mention (seq);
