-- Messages on their way to mail and Slack (N). Only the undelivered are in the indexes that the deliverer reads, so its
-- cost follows them and not what is stored.

-- Not yet looked at by the deliverer. What was written before there was one has been read in the application by now.
ALTER TABLE outbox ADD COLUMN pending boolean NOT NULL DEFAULT false;
ALTER TABLE outbox ALTER COLUMN pending SET DEFAULT true;
CREATE INDEX outbox_pending_idx ON outbox (id) WHERE pending;

-- One message on one channel: at most one a person, channel and event, as outbox holds one a person and event.
CREATE TABLE deliveries (
    outbox_id  bigint NOT NULL REFERENCES outbox (id),
    channel    text NOT NULL CHECK (channel IN ('email', 'slack')),
    state      text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'skipped', 'failed')),
    attempts   integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- The next attempt; while one is under way, the end of its lease.
    due_at     timestamptz NOT NULL,
    -- The node that has it in hand.
    lease      uuid,
    -- What went wrong last, or why it was not sent.
    error      text,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (outbox_id, channel),
    CONSTRAINT deliveries_ended CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX deliveries_due_idx ON deliveries (channel, due_at, outbox_id) WHERE state = 'pending';
CREATE INDEX deliveries_undelivered_idx ON deliveries (outbox_id, channel) WHERE state IN ('pending', 'failed');
CREATE INDEX deliveries_failed_idx ON deliveries (outbox_id, channel) WHERE state = 'failed';

-- A channel that asked to be left alone, or cannot be reached, rests as a whole.
CREATE TABLE delivery_channels (
    channel      text PRIMARY KEY CHECK (channel IN ('email', 'slack')),
    paused_until timestamptz,
    error        text
);
INSERT INTO delivery_channels (channel) VALUES ('email'), ('slack');

-- The channels a person wants messages by; without a row, all that are configured.
CREATE TABLE notification_settings (
    person_id  bigint PRIMARY KEY REFERENCES people (id),
    email      boolean NOT NULL,
    slack      boolean NOT NULL,
    version    integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL
);

-- Slack's name for a person, found by the address that stands beside it.
CREATE TABLE slack_users (
    person_id bigint PRIMARY KEY REFERENCES people (id),
    email     text NOT NULL,
    user_id   text NOT NULL,
    found_at  timestamptz NOT NULL
);
