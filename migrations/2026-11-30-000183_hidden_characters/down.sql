-- What nobody saw is not put back: where it stood is in the audit log (of reviews' departments, in the names of their tasks).
SELECT 1;
