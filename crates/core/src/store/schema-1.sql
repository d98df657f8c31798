-- Instants are milliseconds since 1970 in UTC. Local ids are UUIDv7 as text. What TikVod says beyond the columns stays in `wire`.

CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- The key itself is in the keychain, under the account's id.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('sandbox', 'live', 'test')),
    base_url TEXT NOT NULL,
    key_hint TEXT NOT NULL,
    storage TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 0,
    credits TEXT,
    history_cursor TEXT,
    history_done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX one_active_account ON account (active) WHERE active = 1;

CREATE TABLE catalogue (
    account_id TEXT PRIMARY KEY REFERENCES account (id),
    content TEXT NOT NULL,
    fetched_at INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    click_id TEXT NOT NULL UNIQUE,
    -- What the person called it; without one it goes by its idea.
    name TEXT,
    form TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- The one that was opened last comes back at the start.
    opened_at INTEGER NOT NULL,
    -- Removed ones stay for a while, so that it can be undone.
    removed_at INTEGER
) STRICT;

-- All options but the idea. They belong to the person, not to a key.
CREATE TABLE preset (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    options TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE take (
    id TEXT PRIMARY KEY,
    draft_id TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (draft_id, number)
) STRICT;

CREATE TABLE intent (
    id TEXT PRIMARY KEY,
    click_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'publish')),
    account_id TEXT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    hook TEXT,
    place REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    supersedes TEXT REFERENCES intent (id),
    plan_id TEXT,
    video_id TEXT,
    problem TEXT,
    credits_used INTEGER,
    credits_refunded INTEGER,
    estimated_ready_at INTEGER,
    -- In doubt: when TikVod's list is looked at next.
    next_look_at INTEGER,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    finished_at INTEGER
) STRICT;
CREATE INDEX intent_by_state ON intent (account_id, state, place);
CREATE INDEX intent_by_video ON intent (video_id);
-- A video is never bound to two intents.
CREATE UNIQUE INDEX one_intent_a_video ON intent (account_id, video_id) WHERE kind = 'video' AND video_id IS NOT NULL;

CREATE TABLE attempt (
    intent_id TEXT NOT NULL REFERENCES intent (id),
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    server_offset_ms INTEGER,
    outcome TEXT,
    http_status INTEGER,
    request_id TEXT,
    body_polled INTEGER,
    PRIMARY KEY (intent_id, number)
) STRICT;

-- Append only: what happened to every intent and plan, in order.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL CHECK (subject IN ('intent', 'plan')),
    subject_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_subject ON event (subject_id, id);

CREATE TABLE video (
    account_id TEXT NOT NULL REFERENCES account (id),
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    idea TEXT NOT NULL,
    style TEXT NOT NULL,
    voice TEXT,
    hook TEXT,
    script TEXT,
    script_text TEXT NOT NULL DEFAULT '',
    length REAL,
    resolution TEXT,
    thumbnail_url TEXT,
    has_output INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    created_at INTEGER NOT NULL,
    estimated_ready_at INTEGER,
    finished_at INTEGER,
    detailed INTEGER NOT NULL DEFAULT 0,
    -- Fits what was lost here, but there are more of them than were lost: made elsewhere with the same key.
    elsewhere INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX video_newest ON video (account_id, created_at DESC, id DESC);
CREATE INDEX video_by_status ON video (account_id, status);

CREATE TABLE social_account (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    platform TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE TABLE plan (
    id TEXT PRIMARY KEY,
    click_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES account (id),
    video_id TEXT NOT NULL,
    social_account_id TEXT NOT NULL REFERENCES social_account (id),
    caption TEXT NOT NULL,
    local TEXT NOT NULL,
    zone TEXT NOT NULL,
    at INTEGER NOT NULL,
    horizon TEXT NOT NULL,
    planned_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    publish_id TEXT,
    problem TEXT,
    -- The person was told that its video may not be there in time.
    warned INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX plan_by_time ON plan (account_id, at);
CREATE INDEX plan_by_video ON plan (video_id);

CREATE TABLE download (
    account_id TEXT NOT NULL REFERENCES account (id),
    video_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'saved', 'failed')),
    bytes INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    path TEXT,
    problem TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, video_id)
) STRICT;

-- Credits: append-only, one spend and one refund an intent. The balance of the account is an opening and all that followed.
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL CHECK (kind IN ('opening', 'spend', 'refund', 'adjustment')),
    credits INTEGER NOT NULL,
    at INTEGER NOT NULL,
    intent_id TEXT REFERENCES intent (id),
    video_id TEXT,
    request_id TEXT,
    assumed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (intent_id, kind)
) STRICT;
CREATE INDEX ledger_by_account ON ledger (account_id, id);

-- The last comparison of the ledger with TikVod's balance.
CREATE TABLE ledger_check (
    account_id TEXT PRIMARY KEY REFERENCES account (id),
    balance INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    drift INTEGER NOT NULL,
    drift_since INTEGER
) STRICT;

-- Counted here and in the keychain: what is behind, or known to another keychain, was restored or copied.
CREATE TABLE launch (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    database_id TEXT NOT NULL,
    launch_no INTEGER NOT NULL DEFAULT 0,
    device_id TEXT,
    proposed_device_id TEXT,
    frozen_why TEXT,
    frozen_at INTEGER
) STRICT;

-- Post plans of videos that TikVod does not have yet.
CREATE TABLE later_plan (
    intent_id TEXT PRIMARY KEY REFERENCES intent (id),
    id TEXT NOT NULL UNIQUE,
    social_account_id TEXT NOT NULL REFERENCES social_account (id),
    caption TEXT NOT NULL,
    local TEXT NOT NULL,
    zone TEXT NOT NULL,
    at INTEGER NOT NULL,
    horizon TEXT NOT NULL,
    planned_at INTEGER NOT NULL
) STRICT;

-- A thousand imported rows each ask for the highest place.
CREATE INDEX intent_by_place ON intent (place);

-- Signed events of TikVod's webhooks, each once however often it is delivered; `done_at` is when it was acted upon.
CREATE TABLE inbox (
    event_id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id),
    event TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX inbox_open ON inbox (account_id, received_at) WHERE done_at IS NULL;
