-- Makes the transaction read one state of the directory, whatever is changed meanwhile.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY
