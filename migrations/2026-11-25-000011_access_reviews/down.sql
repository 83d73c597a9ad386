DROP TABLE access_review_refusals;
ALTER TABLE tasks DROP COLUMN access_review_id;
DROP TABLE access_reviews;
