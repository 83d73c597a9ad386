-- `directory reconcile --fix` is an operation too. What is there obeys the new check as it obeyed the old one.
ALTER TABLE operations DROP CONSTRAINT operations_kind_check;
ALTER TABLE operations ADD CONSTRAINT operations_kind_check CHECK (kind IN
    ('decide', 'reassign', 'comment', 'reassign_all', 'access_review', 'people_import', 'reconcile')) NOT VALID;
