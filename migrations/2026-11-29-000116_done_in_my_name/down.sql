DROP TABLE audit_in_name_of;
