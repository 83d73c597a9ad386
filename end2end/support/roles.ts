// The roles that every employee of the demo organisation may request, by code.

export const ROLES = {
  /** One step: the subject's manager, delegation allowed. */
  payroll_viewer: 'Payroll viewer',
  /** The same, delegation blocked. */
  ledger_editor: 'Ledger editor',
  /** The manager, then the holders of a role; distinct approvers. */
  ap_approver: 'Accounts payable approver',
  /** One step, and a reason is needed to deny. */
  crm_user: 'CRM user',
} as const;

export type RoleCode = keyof typeof ROLES;

/** The title of the task that a request for a role makes. */
export function requestTitle(role: RoleCode, subject: string): string {
  return `Grant ${ROLES[role]} to ${subject}`;
}
