CREATE INDEX CONCURRENTLY access_reviews_operation_idx ON access_reviews (operation_id) WHERE operation_id IS NOT NULL
