DROP FUNCTION analyze_tables(text[]);
