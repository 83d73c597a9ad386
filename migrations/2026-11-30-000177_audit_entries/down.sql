DROP VIEW audit_entries;
