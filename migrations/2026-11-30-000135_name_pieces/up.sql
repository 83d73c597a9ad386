-- What a person is found by besides three letters or more: each word of their names exactly (with a blank behind it), and the
-- first letter and the first two letters of each (T4). Blanks and punctuation stand between words. Scripts that write no blanks
-- between words (Chinese, Japanese, Korean in parts) have these pieces from each letter on.
-- The argument is `people.search_text`: folded name and username. Reading it costs microseconds: an index is to be asked.
CREATE FUNCTION name_pieces(names text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
DECLARE
    -- Every sign of ASCII that is no letter and no digit, and the dots that stand between names.
    signs CONSTANT text := '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~·・';
    word text;
    code integer;
    pieces text[] := '{}';
BEGIN
    FOREACH word IN ARRAY string_to_array(translate(names, signs, repeat(' ', length(signs))), ' ') LOOP
        CONTINUE WHEN word = '';
        -- Longer than any word: an entry of the index has a limit.
        pieces := pieces || ARRAY[left(word, 100) || ' ', left(word, 1), left(word, 2)];
        CONTINUE WHEN octet_length(word) = length(word);
        FOR place IN 2..least(length(word), 100) LOOP
            code := ascii(substr(word, place, 1));
            IF code BETWEEN 4352 AND 4607 OR code BETWEEN 11904 AND 40959 OR code BETWEEN 44032 AND 55295 OR code >= 131072 THEN
                pieces := pieces || ARRAY[substr(word, place, 1), substr(word, place, 2)];
            END IF;
        END LOOP;
    END LOOP;
    RETURN pieces;
END
$$;
