-- Whoever has a word, or a word with such a beginning, without anybody else being read (T4).
CREATE INDEX CONCURRENTLY people_name_pieces_idx ON people USING gin (name_pieces(search_text));
