-- What nobody saw is not put back: where it stood is in the audit log.
SELECT 1;
