-- One row an atSign; the counters live here so that they survive the rows they counted. Whoever
-- writes for an atSign holds the lock of its row until the commit: so the order of commit ids and of
-- notifications' times is the order of the commits, whatever process they come from.
CREATE TABLE tenant (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  at_sign text COLLATE "C" NOT NULL UNIQUE,
  port integer NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  next_commit_id bigint NOT NULL DEFAULT 0,
  last_notification_at bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE record (
  tenant bigint NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  key text COLLATE "C" NOT NULL,
  available_at bigint,
  expires_at bigint,
  metadata text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (tenant, key)
);

CREATE INDEX record_by_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE commit_entry (
  tenant bigint NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id bigint NOT NULL,
  key text COLLATE "C" NOT NULL,
  op text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (tenant, key)
);

CREATE INDEX commit_entry_by_id ON commit_entry (tenant, id);

CREATE TABLE notification (
  tenant bigint NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  sender text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  at bigint NOT NULL,
  expires_at bigint NOT NULL,
  attempts integer NOT NULL,
  operation text NOT NULL,
  message_type text NOT NULL,
  priority text NOT NULL,
  notifier text NOT NULL,
  latest integer,
  key text NOT NULL,
  metadata text NOT NULL,
  value text,
  PRIMARY KEY (tenant, id, sender)
);

CREATE INDEX notification_to_replay ON notification (tenant, at) WHERE type <> 'SENT';
CREATE INDEX notification_to_deliver ON notification (tenant, recipient, at)
  WHERE type = 'SENT' AND status = 'QUEUED';
CREATE INDEX notification_by_expiry ON notification (expires_at);
