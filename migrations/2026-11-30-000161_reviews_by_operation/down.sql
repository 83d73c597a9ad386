ALTER TABLE access_reviews DROP COLUMN broken_off;
ALTER TABLE access_reviews DROP COLUMN operation_id;
