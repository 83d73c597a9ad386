-- Tells every process that listens that there may be new messages.
NOTIFY locum_outbox
