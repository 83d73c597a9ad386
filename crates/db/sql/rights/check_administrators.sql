-- Has Postgres check now, and not when the transaction commits, that a super administrator remains (R22 (5)).
SET CONSTRAINTS grants_super_administrator_remains, people_super_administrator_remains IMMEDIATE
