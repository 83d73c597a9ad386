DELETE FROM operations WHERE kind = 'reconcile';
ALTER TABLE operations DROP CONSTRAINT operations_kind_check;
ALTER TABLE operations ADD CONSTRAINT operations_kind_check CHECK (kind IN
    ('decide', 'reassign', 'comment', 'reassign_all', 'access_review', 'people_import'));
