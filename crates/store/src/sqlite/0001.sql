-- An event's rowid is its log's number times 2^40 plus its index, so a log's events lie side by side and need no second index.
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    store TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE
);

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    stream BLOB,       -- the log's number, then what the event is about; null once erased
    version INTEGER,   -- in the stream, from 1
    at INTEGER NOT NULL,
    salt BLOB,
    body BLOB,
    commitment BLOB,   -- kept only once the body is gone
    CHECK ((body IS NULL) = (salt IS NULL) AND (body IS NULL) = (commitment IS NOT NULL))
);
CREATE UNIQUE INDEX event_stream ON event (stream, version);

-- Whom else an event names.
CREATE TABLE mention (
    subject BLOB NOT NULL, -- the log's number, then the subject's key
    seq INTEGER NOT NULL,
    PRIMARY KEY (subject, seq)
) WITHOUT ROWID;

CREATE TABLE tile (
    log INTEGER NOT NULL,
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (log, level, idx)
) WITHOUT ROWID;

CREATE TABLE checkpoint (
    log INTEGER NOT NULL,
    size INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (log, size)
) WITHOUT ROWID;
