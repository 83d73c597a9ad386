DROP TABLE profile_values;
DROP TABLE sessions;
