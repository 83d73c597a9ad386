-- The operation that makes a review's tasks. While it is unfinished the review is not whole. No foreign key: operations go after
-- their retention.
ALTER TABLE access_reviews ADD COLUMN operation_id uuid;
-- Why it was broken off before all of its tasks were made, in words; null: it is whole, or its operation goes on.
ALTER TABLE access_reviews ADD COLUMN broken_off text;
