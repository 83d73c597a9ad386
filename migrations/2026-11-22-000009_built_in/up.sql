-- The roles that come with the system (design.md, Words); a test holds this against the domain's list.
INSERT INTO roles (code, name, data_scope, built_in, delegation_allowed) VALUES
    ('employee', 'Employee', 'own', true, false),
    ('line_manager', 'Line manager', 'reports', true, true),
    ('hr_specialist', 'HR specialist', 'everyone', true, false),
    ('it_security_manager', 'IT security manager', 'everyone', true, false),
    ('super_administrator', 'Super administrator', 'everyone', true, false);

INSERT INTO role_privileges (role_id, privilege)
SELECT r.id, p.privilege FROM roles r JOIN (VALUES
    ('employee', 'work_on_tasks'), ('employee', 'request_roles'), ('employee', 'manage_own_profile'),
    ('employee', 'read_notifications'), ('employee', 'delegate_own_roles'), ('employee', 'manage_own_absences'),
    ('line_manager', 'manage_absences'),
    ('hr_specialist', 'manage_user_accounts'),
    ('it_security_manager', 'manage_security'),
    ('super_administrator', 'manage_directory'), ('super_administrator', 'edit_policies'),
    ('super_administrator', 'oversee_tasks'), ('super_administrator', 'run_access_reviews'),
    ('super_administrator', 'read_audit_log'), ('super_administrator', 'manage_setup'),
    ('super_administrator', 'run_scheduled_processes'), ('super_administrator', 'manage_security')
) AS p (role, privilege) ON p.role = r.code;

-- Each type's default policy (T10): the subject's manager decides.
INSERT INTO policies (kind, name, is_default) VALUES
    ('request', 'Default request', true), ('review', 'Default review', true), ('revoke', 'Default revocation', true);
INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'manager' FROM policies WHERE is_default;

-- So that a new organisation has something to ask for: whoever comes to lead people asks for it themselves, and their
-- manager decides. Not requestable for others: that would let everyone lend it (R2).
INSERT INTO role_provisioning_rules (name) VALUES ('New line managers');
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, self_requestable)
SELECT p.id, r.id, true FROM role_provisioning_rules p, roles r WHERE r.code = 'line_manager';
