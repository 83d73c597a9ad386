DROP FUNCTION name_pieces(text);
