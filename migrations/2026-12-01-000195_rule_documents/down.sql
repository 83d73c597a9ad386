DROP FUNCTION rule_documents(timestamptz);
