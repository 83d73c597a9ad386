DROP FUNCTION absence_document(absences);
