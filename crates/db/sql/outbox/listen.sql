-- This connection is told of new messages from now on.
LISTEN locum_outbox
