DROP TRIGGER people_keep_activity ON people;
DROP FUNCTION keep_activity();
DROP TABLE activity_history;
