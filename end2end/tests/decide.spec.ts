// Deciding from the list and from the task's page, whoever is quicker (T11, T13, T14).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { type SignedIn } from '../support/in-my-name';
import { requestTitle } from '../support/roles';
import { confirm, heading, holdScripts, message, question, region, requestRole, state, taskLine, untilItAsks } from '../support/steps';

/** Presses Deny in the list before any script has come, which leads to a page that asks. */
async function deniedBeforeScripts(signedIn: SignedIn, title: string): Promise<{ page: Page; scripts: { release: () => void } }> {
  const page = await signedIn('mara', '/profile');
  const scripts = await holdScripts(page);
  await page.goto('/', { waitUntil: 'commit' });
  await taskLine(page, title).getByRole('button', { name: 'Deny' }).click();
  await expect(heading(page, `Deny “${title}”?`)).toBeVisible();
  return { page, scripts };
}

test('approved from the list, the task leaves it', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara');
  const line = taskLine(page, title);
  await expect(line).toContainText(people.name('ben'));
  await expect(line).toContainText('Payroll viewer');
  await expect(line).toContainText('step 1 of 1');
  // Who asked is said where it is somebody else.
  await expect(page.getByRole('row').filter({ hasText: people.name('yuki') }).filter({ hasText: 'asked by' })).toContainText(
    `asked by ${people.name('gita')}`,
  );
  await line.getByRole('button', { name: 'Approve' }).click();
  await expect(heading(page, 'My tasks')).toBeVisible();
  await expect(message(page)).toContainText(`“${title}” is approved and carried out.`);
  await expect(line).toHaveCount(0);
});

test('denied from the list, the request is closed and nothing is granted', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('ap_approver', people.name('ben'));
  const asBen = await signedIn('ben', await prepare.request('ben', 'ap_approver'));
  const page = await signedIn('mara');
  await taskLine(page, title).getByRole('button', { name: 'Deny' }).click();
  await expect(question(page)).toContainText(`${people.name('ben')} does not get`);
  await expect(question(page)).toContainText('later step is not asked');
  await confirm(page, 'Deny request');
  await expect(message(page)).toContainText(`“${title}” is denied.`);
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Denied');
  // He may ask again.
  await requestRole(asBen, 'ap_approver');
  await expect(state(asBen)).toHaveText('Open');
});

test('where a reason is needed to deny, the question asks for it again (T10, G6)', async ({ signedIn, people, prepare }) => {
  const asBen = await signedIn('ben', await prepare.request('ben', 'crm_user'));
  const page = await signedIn('mara');
  await taskLine(page, requestTitle('crm_user', people.name('ben'))).getByRole('button', { name: 'Deny' }).click();
  await confirm(page, 'Deny request');
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link').click();
  const reason = page.getByLabel('Reason', { exact: true });
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAttribute('aria-invalid', 'true');
  await reason.fill('She keeps the list for you');
  await page.getByRole('button', { name: 'Deny request' }).click();
  await expect(heading(page, 'My tasks')).toBeVisible();
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Denied');
  await expect(region(asBen, 'Steps')).toContainText('She keeps the list for you');
});

test('denied on the task’s page with a reason, which the requester reads', async ({ signedIn, people, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const asBen = await signedIn('ben', task);
  const page = await signedIn('mara', task);
  await page.getByLabel('Reason', { exact: true }).fill('Not before <b>March</b>\nAsk then');
  await page.getByRole('button', { name: 'Deny' }).click();
  // What was typed already goes along.
  await expect(question(page).getByLabel('Reason', { exact: true })).toHaveValue('Not before <b>March</b>\nAsk then');
  await confirm(page, 'Deny request');
  await expect(state(page)).toHaveText('Denied');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await asBen.reload();
  await expect(region(asBen, 'Log')).toContainText('Denied: Not before <b>March</b>');
  await asBen.goto('/notifications');
  await expect(asBen.locator('main')).toContainText(`“${requestTitle('payroll_viewer', people.name('ben'))}” was denied: Not before <b>March</b>`);
});

test('of two holders of a role the second is told that the first has decided (T11)', async ({ signedIn, people, prepare }) => {
  await people.addRole('hugo', 'it_security_manager');
  const title = requestTitle('ap_approver', people.name('ben'));
  const task = await prepare.request('ben', 'ap_approver');
  const asMara = await signedIn('mara', task);
  await asMara.getByRole('button', { name: 'Approve' }).click();

  const [ines, hugo] = [await signedIn('ines'), await signedIn('hugo')];
  await ines.goto(task);
  await hugo.goto(task);
  await ines.getByRole('button', { name: 'Approve' }).click();
  await expect(state(ines)).toHaveText('Approved');
  await hugo.getByLabel('Reason', { exact: true }).fill('No');
  await hugo.getByRole('button', { name: 'Deny' }).click();
  await expect(hugo).toHaveTitle(/^Error: /);
  await expect(hugo.getByRole('alert')).toContainText(`“${title}” was approved already by ${people.name('ines')}`);
  await expect(state(hugo)).toHaveText('Approved');
  await hugo.goto('/');
  await expect(taskLine(hugo, title)).toHaveCount(0);
});

test('decided in another tab: the list says so', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const first = await signedIn('mara');
  const second = await first.context().newPage();
  await second.goto('/');
  await taskLine(first, title).getByRole('button', { name: 'Approve' }).click();
  await expect(message(first)).toContainText('is approved');
  await taskLine(second, title).getByRole('button', { name: 'Deny' }).click();
  await expect(second.getByRole('alert')).toContainText(`“${title}” was approved already by ${people.name('mara')}`);
  await expect(state(second)).toHaveText('Approved');
});

test('nobody else may decide: neither who asked, nor a colleague, nor an administrator (T5)', async ({ signedIn, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const asBen = await signedIn('ben', task);
  for (const [username, status] of [['ben', 403], ['bea', 404], ['ada', 403]] as const) {
    const page = username === 'ben' ? asBen : await signedIn(username);
    await page.goto(task);
    await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    const headers = { origin: new URL(page.url()).origin };
    const sent = await page.request.post(task, { form: { action: 'approve' }, headers });
    expect(sent.status(), username).toBe(status);
    const listed = await page.request.post('/', { form: { action: 'approve', task: task.split('/').at(-1) ?? '' }, headers });
    expect(listed.status(), username).toBe(status);
  }
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Open');
});

test('the list is filtered, and says when nothing matches', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara');
  await page.getByLabel('Kind').selectOption('Requests');
  await page.getByLabel('Whose').selectOption('My own');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(taskLine(page, title)).toBeVisible();
  await expect(page.getByLabel('Kind')).toHaveValue('request');
  await page.getByRole('link', { name: 'Remove filter My own' }).click();
  await expect(page).toHaveURL('/?kind=request');
  await page.goto('/?kind=revoke&covering=others');
  await expect(page.locator('main')).toContainText('No task matches these filters');
  await page.getByRole('link', { name: 'Show all of them' }).click();
  await expect(taskLine(page, title)).toBeVisible();
});

test('keep, or Escape, changes nothing, and the focus returns to the button @scripts', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara');
  await untilItAsks(page);
  const deny = taskLine(page, title).getByRole('button', { name: 'Deny' });
  await deny.click();
  await expect(page.getByRole('dialog').getByLabel('Reason', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question(page)).toHaveCount(0);
  await expect(deny).toBeFocused();
  await deny.press('Enter');
  await question(page).getByRole('button', { name: 'Keep it open' }).click();
  await expect(question(page)).toHaveCount(0);
  await expect(deny).toBeFocused();
  await page.reload();
  await expect(deny).toBeVisible();
});

test('a button that is pressed before the scripts run asks all the same @scripts', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const { page, scripts } = await deniedBeforeScripts(signedIn, title);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  scripts.release();
});

test('on the page that asks, keeping leads back to the list', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const { page, scripts } = await deniedBeforeScripts(signedIn, title);
  scripts.release();
  await page.getByRole('link', { name: 'Keep it open' }).click();
  await expect(heading(page, 'My tasks')).toBeVisible();
  await expect(taskLine(page, title)).toBeVisible();
});

test('a reason that is typed first goes along to the question and back, and stands in no address (S, G6)', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  const path = await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara', '/profile');
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  const scripts = await holdScripts(page);
  await page.goto(path, { waitUntil: 'commit' });
  const longest = 'ß€😀 '.repeat(500).trim();
  const reason = page.getByLabel('Reason', { exact: true });
  await reason.fill(longest);
  await page.getByRole('button', { name: 'Deny' }).click();
  await expect(heading(page, `Deny “${title}”?`)).toBeVisible();
  scripts.release();
  await expect(reason).toHaveValue(longest);
  await page.getByRole('button', { name: 'Keep it open' }).click();
  await expect(heading(page, title)).toBeVisible();
  await expect(region(page, 'Your decision').getByLabel('Reason', { exact: true })).toHaveValue(longest);
  await page.getByRole('button', { name: 'Deny' }).click();
  await expect(question(page).getByLabel('Reason', { exact: true })).toHaveValue(longest);
  await confirm(page, 'Deny request');
  await expect(message(page)).toContainText('is denied');
  await expect(region(page, 'Steps')).toContainText(longest);
  expect(addresses.length).toBeGreaterThan(3);
  for (const address of addresses) expect(address).not.toContain('reason');
});

test('a reason that is typed into the dialog is there when the same is asked again (G6) @scripts', async ({ signedIn, prepare }) => {
  const page = await signedIn('mara', await prepare.request('ben', 'payroll_viewer'));
  await untilItAsks(page);
  const decision = region(page, 'Your decision');
  await decision.getByLabel('Reason', { exact: true }).fill('Not yet');
  await decision.getByRole('button', { name: 'Deny' }).click();
  const reason = page.getByRole('dialog').getByLabel('Reason', { exact: true });
  await expect(reason).toHaveValue('Not yet');
  await reason.fill('Not yet: the audit comes first');
  await page.keyboard.press('Escape');
  await decision.getByRole('button', { name: 'Deny' }).click();
  await expect(reason).toHaveValue('Not yet: the audit comes first');
  await question(page).getByRole('button', { name: 'Keep it open' }).click();
  // What the page says by now comes first.
  await decision.getByLabel('Reason', { exact: true }).fill('Never');
  await decision.getByRole('button', { name: 'Deny' }).click();
  await expect(reason).toHaveValue('Never');
});
