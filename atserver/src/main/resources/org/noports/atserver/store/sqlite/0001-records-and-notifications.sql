-- One row an atSign; the counters live here so that they survive the rows they counted.
CREATE TABLE tenant (
  id INTEGER PRIMARY KEY,
  at_sign TEXT NOT NULL UNIQUE,
  port INTEGER NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  next_commit_id INTEGER NOT NULL DEFAULT 0,
  last_notification_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The value stands last: what only looks at keys and times never touches its pages.
CREATE TABLE record (
  tenant INTEGER NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  available_at INTEGER,
  expires_at INTEGER,
  metadata TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (tenant, key)
) STRICT;

CREATE INDEX record_by_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE commit_entry (
  tenant INTEGER NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id INTEGER NOT NULL,
  key TEXT NOT NULL,
  op TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification (
  tenant INTEGER NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  sender TEXT NOT NULL,
  id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  operation TEXT NOT NULL,
  message_type TEXT NOT NULL,
  priority TEXT NOT NULL,
  notifier TEXT NOT NULL,
  latest INTEGER,
  key TEXT NOT NULL,
  metadata TEXT NOT NULL,
  value TEXT,
  UNIQUE (tenant, id, sender)
) STRICT;

CREATE INDEX notification_to_replay ON notification (tenant, at) WHERE type <> 'SENT';
CREATE INDEX notification_to_deliver ON notification (tenant, recipient, at)
  WHERE type = 'SENT' AND status = 'QUEUED';
CREATE INDEX notification_by_expiry ON notification (expires_at);
