-- What was composed reads the same; how it had been typed is not kept.
SELECT 1;
