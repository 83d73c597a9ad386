// Every page in every state worth a look: for the examination, and for the pictures.

import { type Page } from '@playwright/test';

import { type Clock } from './clock';
import { type People } from './people';
import { type Prepare } from './prepare';
import { requestTitle } from './roles';
import { ACCESS_STATES } from './states-access';
import { ACCOUNT_STATES } from './states-accounts';
import { CONSOLE_STATES } from './states-console';
import { OPERATION_STATES } from './states-operations';
import { REASSIGN_STATES } from './states-reassign';
import { askedOnPage, confirm, fillInDelegation, lendRole, nameDelegate, requestRole, taskLine, untilItAsks, startReview } from './steps';

export interface Surroundings {
  page: Page;
  people: People;
  clock: Clock;
  prepare: Prepare;
  signedIn: (username: string, path?: string) => Promise<Page>;
}

/** (name, how to get there); answers the page to look at. */
export const STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  ...ACCOUNT_STATES,
  ...ACCESS_STATES,
  ...REASSIGN_STATES,
  ...CONSOLE_STATES,
  ...OPERATION_STATES,
  'sign-in': async ({ page }) => {
    await page.goto('/login');
    return page;
  },
  'sign-in, wrong': async ({ page }) => {
    await page.goto('/login');
    await page.getByLabel('Username').fill('ben');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'tasks, none': async ({ people, signedIn }) => {
    await takeOn(people, 'novice');
    return signedIn('novice');
  },
  'tasks, many': async ({ signedIn, prepare }) => {
    const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await requestRole(ben, 'ledger_editor');
    await prepare.delegate('milo', 'mara');
    const mara = await signedIn('mara');
    await nameDelegate(mara, 'bea');
    await mara.goto('/');
    return mara;
  },
  'tasks, for somebody else': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await prepare.request('ben', 'payroll_viewer');
    return signedIn('bea');
  },
  'tasks, filtered': ({ signedIn }) => signedIn('mara', '/?kind=request&covering=own'),
  'tasks, filtered to none': ({ signedIn }) => signedIn('mara', '/?kind=revoke&covering=others'),
  'tasks, after a decision': async ({ people, signedIn, prepare }) => {
    await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('mara');
    await taskLine(page, requestTitle('payroll_viewer', people.name('ben'))).getByRole('button', { name: 'Approve' }).click();
    await page.getByText('is approved and carried out').waitFor();
    return page;
  },
  'task, to decide for somebody else': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    const task = await prepare.request('ben', 'payroll_viewer');
    return signedIn('bea', task);
  },
  'task, my own of two steps': async ({ signedIn, prepare }) => {
    const task = await prepare.request('ben', 'ap_approver');
    const page = await signedIn('ben', task);
    const mara = await signedIn('mara', task);
    await mara.getByLabel('Reason', { exact: true }).fill('He pays the invoices from February on.');
    await mara.getByRole('button', { name: 'Approve' }).click();
    await page.reload();
    return page;
  },
  'task, cancelling without a reason': async ({ signedIn, prepare }) => {
    const page = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await page.getByRole('button', { name: 'Cancel request' }).click();
    await confirm(page, 'Cancel request');
    await page.getByRole('alert').waitFor();
    return page;
  },
  'task, decided already': async ({ people, signedIn, prepare }) => {
    const task = await prepare.request('ben', 'payroll_viewer');
    const first = await signedIn('mara');
    const second = await first.context().newPage();
    await second.goto(task);
    await taskLine(first, requestTitle('payroll_viewer', people.name('ben'))).getByRole('button', { name: 'Approve' }).click();
    await first.getByText('is approved and carried out').waitFor();
    await second.getByRole('button', { name: 'Deny' }).click();
    await second.getByRole('alert').waitFor();
    return second;
  },
  'tasks, several at once, one refused': async ({ signedIn, prepare }) => {
    const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await requestRole(ben, 'crm_user');
    await requestRole(ben, 'ledger_editor');
    const page = await signedIn('mara', '/?ticked=all');
    await page.getByRole('button', { name: 'Deny ticked' }).click();
    await page.getByRole('button', { name: /^Deny \d+ tasks$/ }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'tasks, denying what is ticked': async ({ signedIn, prepare }) => {
    const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await requestRole(ben, 'ledger_editor');
    const page = await signedIn('mara', '/?ticked=all');
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Deny ticked' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'tasks, denying what is ticked, as a page': async ({ signedIn, prepare }) => {
    const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await requestRole(ben, 'ledger_editor');
    const page = await signedIn('mara', '/profile');
    return askedOnPage(page, '/?ticked=all', () => page.getByRole('button', { name: 'Deny ticked' }).click());
  },
  'tasks, denying': async ({ people, signedIn, prepare }) => {
    await prepare.request('ben', 'ap_approver');
    const page = await signedIn('mara');
    await untilItAsks(page);
    await taskLine(page, requestTitle('ap_approver', people.name('ben'))).getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'tasks, denying, as a page': async ({ signedIn, prepare }) => {
    const task = await prepare.request('ben', 'ap_approver');
    const page = await signedIn('mara', '/profile');
    return askedOnPage(page, task, () => page.getByRole('button', { name: 'Deny' }).click());
  },
  'my absences, cancelling': async ({ signedIn, prepare }) => {
    await prepare.absence('ben', '2028-02-07', '2028-02-11');
    const page = await signedIn('ben', '/me/absences');
    await untilItAsks(page);
    await page.getByRole('row').filter({ hasText: '7 February' }).getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'tasks, every filter': ({ signedIn }) => signedIn('mara', '/?kind=request&covering=own&subject=e&days=1&rows=100'),
  'tasks, decided by me': async ({ people, signedIn, prepare }) => {
    await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('mara');
    await taskLine(page, requestTitle('payroll_viewer', people.name('ben'))).getByRole('button', { name: 'Deny' }).click();
    await confirm(page, 'Deny request');
    await page.getByText('is denied').waitFor();
    await page.goto('/?list=decided');
    return page;
  },
  'tasks, my requests': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    const page = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
    await page.goto('/?list=requests');
    return page;
  },
  'task, reassigning to somebody who may not decide': async ({ signedIn, prepare }) => {
    const task = await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('mara', task);
    await page.getByLabel('Reassign to').fill('ben');
    await page.getByRole('button', { name: 'Reassign', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'access reviews, none': ({ signedIn }) => signedIn('ada', '/admin/access-reviews'),
  'access review, new, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/access-reviews/new');
    await page.getByRole('button', { name: 'Start review' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'access review': async ({ signedIn }) => {
    const page = await signedIn('ada');
    await startReview(page);
    return page;
  },
  'access review, being started': async ({ signedIn, prepare }) => {
    const page = await signedIn('ada');
    await startReview(page);
    await prepare.reviewUnderWay();
    await page.goto(`${page.url()}?refresh=off`);
    await page.getByText('12 of 40 tasks are made.').waitFor();
    return page;
  },
  'access review, not whole': async ({ signedIn, prepare }) => {
    const page = await signedIn('ada');
    await startReview(page);
    await prepare.reviewBrokenOff();
    await page.reload();
    await page.getByText('This review is not whole.').waitFor();
    return page;
  },
  'access review, for information': async ({ signedIn }) => {
    const page = await signedIn('ada');
    await startReview(page);
    await page.getByRole('link', { name: 'For information' }).click();
    return page;
  },
  'access reviews': async ({ signedIn }) => {
    const page = await signedIn('ada');
    await startReview(page);
    await page.goto('/admin/access-reviews');
    return page;
  },
  'revoke a role': ({ signedIn }) => signedIn('ada', '/admin/directory/users/mara/revoke?role=line_manager'),
  'revoke a role, asked': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/directory/users/mara/revoke?role=line_manager');
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Start revocation' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'revoke a role, asked, as a page': async ({ signedIn }) => {
    const page = await signedIn('ada', '/profile');
    const path = '/admin/directory/users/mara/revoke?role=line_manager';
    return askedOnPage(page, path, () => page.getByRole('button', { name: 'Start revocation' }).click());
  },
  'revoke a role, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/directory/users/mara/revoke');
    await page.getByRole('button', { name: 'Start revocation' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'request a role': ({ signedIn }) => signedIn('ben', '/requests/new'),
  'request a role, wrong': async ({ signedIn }) => {
    const page = await signedIn('ben', '/requests/new');
    await page.getByLabel('For', { exact: true }).fill('nobody-at-all');
    await page.getByRole('button', { name: 'Request', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'request a role, requested already': async ({ signedIn, prepare }) => {
    await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('ben', '/requests/new');
    await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
    await page.getByRole('button', { name: 'Request', exact: true }).click();
    await page.getByRole('alert').getByRole('link', { name: 'See the open task' }).waitFor();
    return page;
  },
  'profile, without a delegate': ({ signedIn }) => signedIn('mara', '/profile'),
  'profile, just saved, and covering others': async ({ signedIn, prepare }) => {
    await prepare.delegate('bea', 'mara');
    const page = await signedIn('mara');
    await nameDelegate(page, 'bea');
    return page;
  },
  'profile, ended': async ({ clock, signedIn }) => {
    const page = await signedIn('mara', '/profile/delegate');
    await fillTemporary(page, 'bea', '2028-01-11', '2028-01-12');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'My profile' }).waitFor();
    clock.set('2028-01-14T10:00:00Z');
    const later = await signedIn('mara', '/profile');
    return later;
  },
  'delegate, new': ({ signedIn }) => signedIn('mara', '/profile/delegate'),
  'delegate, typed': async ({ signedIn }) => {
    const page = await signedIn('mara', '/profile/delegate');
    await fillTemporary(page, 'bea', '2028-02-01', '2028-02-10');
    return page;
  },
  'delegate, a rule that is there': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await nameDelegate(page, 'bea');
    await page.goto('/profile/delegate');
    return page;
  },
  'delegate, wrong dates': async ({ signedIn }) => {
    const page = await signedIn('mara', '/profile/delegate');
    await fillTemporary(page, 'zoe', '2028-02-01', '2028-01-31');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'delegate, stale': async ({ signedIn }) => {
    const first = await signedIn('mara');
    const second = await first.context().newPage();
    await second.goto('/profile/delegate');
    await nameDelegate(first, 'bea');
    await fillTemporary(second, 'milo', '2028-02-01', '2028-02-10');
    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByRole('alert').waitFor();
    return second;
  },
  notifications: async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await prepare.request('ben', 'payroll_viewer');
    return signedIn('bea', '/notifications');
  },
  'notifications, none': async ({ people, signedIn }) => {
    await takeOn(people, 'novice');
    return signedIn('novice', '/notifications');
  },
  'notification settings': ({ signedIn }) => signedIn('ben', '/notifications/settings'),
  'notification settings, stale': async ({ signedIn }) => {
    const first = await signedIn('ben');
    const second = await first.context().newPage();
    await second.goto('/notifications/settings');
    await first.goto('/notifications/settings');
    await first.getByRole('checkbox', { name: 'Slack' }).uncheck();
    await first.getByRole('button', { name: 'Save' }).click();
    await first.getByRole('status').first().waitFor();
    await second.getByRole('button', { name: 'Save' }).click();
    await second.getByRole('alert').waitFor();
    return second;
  },
  'undelivered messages, in-app only': ({ signedIn }) => signedIn('ada', '/admin/undelivered'),
  'audit log': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('ada', '/admin/audit');
    await page.getByText('Facts').first().click();
    return page;
  },
  'audit log, filtered': ({ signedIn }) => signedIn('ada', '/admin/audit?person=ada&from=2028-01-11'),
  'audit log, wrong filters': ({ signedIn }) => signedIn('ada', '/admin/audit?person=nobody-at-all&from=2028-02-30&to=never'),
  policies: ({ signedIn }) => signedIn('ada', '/admin/settings/policies'),
  'policy, new, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/settings/policies/new');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  policy: async ({ signedIn }) => {
    const page = await openPolicy(await signedIn('ada'), 'Two signatures');
    return page;
  },
  'policy, editing a step': async ({ signedIn }) => {
    const page = await openPolicy(await signedIn('ada'), 'Two signatures');
    await page.getByText('moves the step that has the focus').waitFor();
    await page.getByRole('link', { name: 'Edit step 2' }).click();
    await page.getByLabel('Allow task delegation').setChecked(false);
    await page.getByText('1 unsaved change').waitFor();
    return page;
  },
  'policy, a wrong step': async ({ signedIn }) => {
    const page = await openPolicy(await signedIn('ada'), 'Two signatures');
    await page.getByText('moves the step that has the focus').waitFor();
    await page.getByRole('link', { name: 'Edit step 2' }).click();
    await page.getByLabel('Person 1').fill('nobody-at-all');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'policy, deleting, as a page': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/settings/policies/new');
    await page.getByLabel('Name').fill('Contractors');
    await page.getByRole('radio', { name: 'Request' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Contractors' }).waitFor();
    return askedOnPage(page, new URL(page.url()).pathname, () => page.getByRole('button', { name: 'Delete policy' }).click());
  },
  'provisioning rule, deleting': async ({ signedIn }) => {
    const page = await signedIn('ada', '/setup/role-provisioning-rules');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Delete rule' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'delegate, removing': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await nameDelegate(page, 'bea');
    await page.goto('/profile/delegate');
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Remove delegate' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'delegate, removing, as a page': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await nameDelegate(page, 'bea');
    return askedOnPage(page, '/profile/delegate', () => page.getByRole('button', { name: 'Remove delegate' }).click());
  },
  'policy, without steps': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/settings/policies/new');
    await page.getByLabel('Name').fill('Contractors');
    await page.getByRole('radio', { name: 'Request' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('No steps yet.').waitFor();
    return page;
  },
  'policy, who would be asked': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    const page = await openPolicy(await signedIn('ada'), 'Manager then IT security');
    await page.getByLabel('Subject').fill('ben');
    await page.getByRole('button', { name: 'Show who is asked' }).click();
    await page.getByText('Supposing that').waitFor();
    return page;
  },
  'policy step': async ({ signedIn }) => {
    const page = await openPolicy(await signedIn('ada'), 'Two signatures');
    await page.goto(`${new URL(page.url()).pathname}/steps/2`);
    await page.getByRole('heading', { level: 1, name: 'Edit step 2' }).waitFor();
    return page;
  },
  'policy step, wrong': async ({ signedIn }) => {
    const page = await openPolicy(await signedIn('ada'), 'Two signatures');
    await page.goto(`${new URL(page.url()).pathname}/steps/2`);
    await page.getByLabel('Person 1').fill('nobody-at-all');
    await page.getByLabel('Fallback approver').fill('zoe');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'policy, built in': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/settings/policies');
    await page.getByRole('link', { name: 'Administrative roles' }).click();
    await page.getByText('cannot be changed').waitFor();
    return page;
  },
  'users': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    return signedIn('ada', '/admin/directory/users');
  },
  'users, filtered': async ({ people, signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await people.change('bea', { terminated_on: '2028-01-09' });
    return signedIn('ada', '/admin/directory/users?department=Finance&inactive_delegate=true&q=ma');
  },
  'users, filtered to none': ({ signedIn }) => signedIn('ada', '/admin/directory/users?q=nobody-at-all&status=disabled'),
  'a person': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await prepare.delegate('milo', 'mara');
    return signedIn('ada', '/admin/directory/users/mara');
  },
  'a person, left, still a delegate': async ({ people, signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await people.change('bea', { terminated_on: '2028-01-09' });
    return signedIn('ada', '/admin/directory/users/bea');
  },
  'a person, left, replaced by nobody': async ({ people, signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    await people.change('bea', { terminated_on: '2028-01-09' });
    const page = await signedIn('ada', '/admin/directory/users/bea');
    await page.getByLabel('New delegate').fill('zoe');
    await page.getByRole('button', { name: 'Replace in 1 rule' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'delegation of another': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    return signedIn('ada', '/admin/directory/users/mara/delegation');
  },
  'delegation of another, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/directory/users/mara/delegation');
    await fillTemporary(page, 'zoe', '2028-02-01', '2028-01-31');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'who covers whom': async ({ signedIn, prepare }) => {
    await prepare.delegate('mara', 'bea');
    return signedIn('ada', '/admin/directory/covers');
  },
  'who covers whom, filtered': ({ signedIn }) => signedIn('ada', '/admin/directory/covers?state=ended&set_by=owner'),
  'who covers whom, wrong filters': ({ signedIn }) => signedIn('ada', '/admin/directory/covers?owner=nobody-at-all&department=Finance'),
  'setup, profile options': ({ signedIn }) => signedIn('ada', '/setup/profile-values'),
  'setup, profile value, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/setup/profile-values?code=PER_USER_DELEGATION_MAX_DAYS&add=yes');
    await page.getByLabel('Level', { exact: true }).selectOption('User');
    await page.getByRole('button', { name: 'Save and Close' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'setup, provisioning rules': ({ signedIn }) => signedIn('ada', '/setup/role-provisioning-rules'),
  'setup, provisioning rule, preview': async ({ signedIn }) => {
    const page = await signedIn('ada', '/setup/role-provisioning-rules/new');
    await page.getByLabel('Name', { exact: true }).fill('Auditors');
    await page.getByLabel('Department', { exact: true }).fill('Finance');
    await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
    await page.getByLabel('Autoprovision', { exact: true }).check();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('What would change').waitFor();
    return page;
  },
  'setup, provisioning rule, wrong': async ({ signedIn }) => {
    const page = await signedIn('ada', '/setup/role-provisioning-rules/new');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'setup, provisioning rule, administrative': async ({ signedIn }) => {
    const page = await signedIn('ada', '/setup/role-provisioning-rules/new');
    await page.getByLabel('Name', { exact: true }).fill('Security');
    await page.getByLabel('Role', { exact: true }).selectOption('it_security_manager');
    await page.getByLabel('Provisionable', { exact: true }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'setup, provisioning rules, upgraded': async ({ signedIn, prepare }) => {
    await prepare.madeProvisionable('Treasury', 'treasury_signer', 'Finance');
    return signedIn('ada', '/setup/role-provisioning-rules');
  },
  'setup, provisioning rule, upgraded': async ({ signedIn, prepare }) => {
    await prepare.madeProvisionable('Treasury', 'treasury_signer', 'Finance');
    const page = await signedIn('ada', '/setup/role-provisioning-rules');
    await page.getByRole('link', { name: 'Treasury', exact: true }).click();
    await page.getByLabel('Provisionable', { exact: true }).waitFor();
    return page;
  },
  'refused (403)': ({ signedIn }) => signedIn('ben', '/admin/audit'),
  'not found (404)': ({ signedIn }) => signedIn('ben', '/no/such/page'),
  'profile menu, open': async ({ signedIn }) => {
    const page = await signedIn('mara');
    // Where the menu covers no half of a link, which axe would take for a small target.
    await page.goto('/notifications');
    await page.locator('.avatar').click();
    await page.locator('#profile-menu').waitFor();
    return page;
  },
  'roles and delegations, with some': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await lendRole(page, 'milo', '2028-01-11', '2028-01-31');
    await lendRole(page, 'bea', '2028-02-01', '');
    return page;
  },
  'roles and delegations, none to lend': ({ signedIn }) => signedIn('ben', '/me/roles-and-delegations'),
  'delegating a role': ({ signedIn }) => signedIn('mara', '/me/roles-and-delegations/new'),
  'delegating a role, its review beside the form': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await fillInDelegation(page, 'milo', '2028-02-01', '2028-02-10');
    await page.getByText('What this means.').waitFor();
    return page;
  },
  'delegating a role, wrong': async ({ signedIn }) => {
    const page = await signedIn('mara', '/me/roles-and-delegations/new');
    await page.getByLabel('Proxy', { exact: true }).fill('zoe');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'delegating a role, reviewed': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await fillInDelegation(page, 'milo', '2028-01-11', '2028-01-11');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('A single day.').waitFor();
    return page;
  },
  'a delegation, about to be deleted': async ({ signedIn }) => {
    const page = await signedIn('mara');
    await lendRole(page, 'milo', '2028-01-11', '2028-01-31');
    await page.getByRole('link', { name: /^Change Line manager/ }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Change delegation' }).waitFor();
    const form = new URL(page.url()).pathname;
    return askedOnPage(page, form, () => page.getByRole('button', { name: 'Delete' }).click());
  },
};

async function openPolicy(page: Page, name: string): Promise<Page> {
  await page.goto('/admin/settings/policies');
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return page;
}

async function fillTemporary(page: Page, delegate: string, from: string, to: string): Promise<void> {
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill(delegate);
  await page.getByLabel('Start date').fill(from);
  await page.getByLabel('End date', { exact: true }).fill(to);
}

/** Somebody whose first day was last week. */
async function takeOn(people: People, username: string): Promise<void> {
  await people.change(username, {
    display_name: 'Noa Novice', email: `${username}@example.org`, hired_on: '2028-01-03', roles: 'employee' });
  await people.setPassword(username);
}
