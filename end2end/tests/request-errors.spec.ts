// What the request form refuses (T15, G6).

import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { answerTo, confirm, heading, state } from '../support/steps';

test('the form is for oneself at first', async ({ signedIn }) => {
  const page = await signedIn('ben');
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Request a role' }).click();
  await expect(heading(page, 'Request a role')).toBeVisible();
  await expect(page.getByLabel('For', { exact: true })).toHaveValue('ben');
  const offered = await page.getByLabel('Role', { exact: true }).locator('option').evaluateAll((all) => all.map((one) => one.getAttribute('value')));
  expect(offered).toEqual(expect.arrayContaining(['payroll_viewer', 'ledger_editor', 'ap_approver']));
});

test('no role and no person are named, each at its field, and the reason is kept', async ({ signedIn }) => {
  const page = await signedIn('ben', '/requests/new');
  await page.getByLabel('For', { exact: true }).fill('');
  await page.getByLabel('Reason', { exact: true }).fill('\nFor the audit\n  next week');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Request', exact: true }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: Request a role/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText([/^Enter the username/, 'Choose a role']);
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue('\nFor the audit\n  next week');
  await summary.getByRole('link', { name: 'Choose a role' }).click();
  await expect(page.getByLabel('Role', { exact: true })).toBeFocused();
});

for (const subject of ['bea', 'zoe', 'nobody-at-all']) {
  test(`a request for somebody who is no report is refused, in the same words for everybody: ${subject}`, async ({ signedIn }) => {
    const page = await signedIn('ben', '/requests/new');
    await page.getByLabel('For', { exact: true }).fill(subject);
    await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
    await page.getByRole('button', { name: 'Request', exact: true }).click();
    await expect(page.getByRole('alert').getByRole('link')).toHaveText([
      'The role can be for yourself or for somebody who reports to you',
    ]);
    await expect(page.getByLabel('For', { exact: true })).toHaveValue(subject);
  });
}

test('a role that is not offered is refused, whoever sends it', async ({ signedIn }) => {
  const page = await signedIn('ben');
  const headers = { origin: new URL(page.url()).origin };
  for (const role of ['super_administrator', 'employee', 'no-such-role', "x' OR '1'='1"]) {
    const sent = await page.request.post('/requests/new', { form: { subject: 'ben', role, reason: '' }, headers });
    expect(sent.status(), role).toBe(422);
    expect(await sent.text()).toContain('Choose one of the roles offered');
  }
});

test('a second request is refused with a link to the open one, and nothing typed is lost (T15)', async ({
  signedIn,
  people,
  prepare,
}) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('ben', '/requests/new');
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Reason', { exact: true }).fill('For the audit');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Request', exact: true }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: Request a role/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  const words = `Payroll viewer is already requested for ${people.name('ben')}. Wait until that request is decided.`;
  await expect(summary.getByRole('link')).toHaveText([words, 'See the open task']);
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('payroll_viewer');
  await expect(page.getByLabel('Role', { exact: true })).toHaveAccessibleDescription(`${words} See the open task`);
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue('For the audit');
  await summary.getByRole('link', { name: words }).click();
  await expect(page.getByLabel('Role', { exact: true })).toBeFocused();

  // Beside the field as well as in the summary.
  const links = page.getByRole('link', { name: 'See the open task' });
  await expect(links).toHaveCount(2);
  await links.last().click();
  await expect(page).toHaveURL(task);
  await expect(heading(page, requestTitle('payroll_viewer', people.name('ben')))).toBeVisible();

  // Once it is decided, they may ask again.
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await confirm(page, 'Cancel request', 'Not needed any more');
  await expect(state(page)).toHaveText('Cancelled');
  await prepare.request('ben', 'payroll_viewer');
});

test('whoever asks without a pause is held up for some seconds, with everything typed', async ({ signedIn, clock }) => {
  const page = await signedIn('ben', '/requests/new');
  const headers = { origin: new URL(page.url()).origin };
  // The machine's time passes too: more of them than a slow machine lets through.
  let status = 422;
  for (let asked = 0; asked < 100 && status === 422; asked += 1) {
    status = (await page.request.post('/requests/new', { form: { subject: 'ben', role: '' }, headers })).status();
  }
  expect(status).toBe(429);
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Reason', { exact: true }).fill('For the audit');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Request', exact: true }).click())).toBe(429);
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByRole('alert')).toContainText(/You have made 10 requests in the last minute\. Try again in \d seconds?\./);
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('payroll_viewer');
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue('For the audit');
  clock.set('2028-01-11T10:00:06Z');
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(state(page)).toHaveText('Open');
});

test('the manager’s own request does not come to them (T5, self-approval)', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('mara', await prepare.request('mara', 'payroll_viewer'));
  await expect(heading(page, requestTitle('payroll_viewer', people.name('mara')))).toBeVisible();
  await expect(state(page)).toHaveText('Open');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
});
