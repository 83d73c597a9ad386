DROP TABLE slack_users;
DROP TABLE notification_settings;
DROP TABLE delivery_channels;
DROP TABLE deliveries;
DROP INDEX outbox_pending_idx;
ALTER TABLE outbox DROP COLUMN pending;
