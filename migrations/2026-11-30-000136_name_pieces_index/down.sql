DROP INDEX CONCURRENTLY people_name_pieces_idx;
