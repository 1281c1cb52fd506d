-- What was sent is kept for a while after its expiry; what looks for the others must not pass it.
DROP INDEX notification_by_expiry;
CREATE INDEX notification_sent_by_expiry ON notification (expires_at) WHERE type = 'SENT';
CREATE INDEX notification_other_by_expiry ON notification (expires_at) WHERE type <> 'SENT';
