DROP TABLE people;
DROP EXTENSION pg_trgm;
DROP EXTENSION btree_gist;
