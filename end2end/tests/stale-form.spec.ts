// Two tabs, two clicks: no update is lost, and nothing is done twice (G5).

import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { answerTo, confirm, heading, message, nameDelegate, region } from '../support/steps';

test('a stale save changes nothing, says who changed it and when, and keeps what was typed (G5)', async ({
  signedIn,
  people,
}) => {
  const first = await signedIn('mara');
  const second = await first.context().newPage();
  await first.goto('/profile/delegate');
  await second.goto('/profile/delegate');
  await first.getByLabel('Delegate', { exact: true }).fill('bea');
  await first.getByRole('button', { name: 'Save' }).click();
  await expect(heading(first, 'My profile')).toBeVisible();

  await second.getByRole('radio', { name: 'Temporary' }).check();
  await second.getByLabel('Delegate', { exact: true }).fill('milo');
  await second.getByLabel('Start date').fill('2028-03-01');
  await second.getByLabel('End date', { exact: true }).fill('2028-03-05');
  expect(await answerTo(second, () => second.getByRole('button', { name: 'Save' }).click())).toBe(409);
  await expect(second).toHaveTitle(/^Error: Delegate tasks/);
  await expect(second.getByRole('alert')).toBeFocused();
  await expect(second.getByRole('alert')).toContainText(`${people.name('mara')} changed this rule on Tue 11 Jan 2028`);
  await expect(second.getByRole('alert')).toContainText('Nothing was saved');
  await expect(second.getByLabel('Delegate', { exact: true })).toHaveValue('milo');
  await expect(second.getByLabel('Start date')).toHaveValue('2028-03-01');
  await expect(second.getByLabel('End date', { exact: true })).toHaveValue('2028-03-05');
  await first.reload();
  await expect(region(first, 'Delegate tasks')).toContainText(people.name('bea'));

  // Told of it, they may decide to replace it all the same.
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(region(second, 'Delegate tasks')).toContainText(people.name('milo'));
});

test('a rule that was changed meanwhile is not removed by a stale form (G5)', async ({ signedIn, people }) => {
  const first = await signedIn('mara');
  await nameDelegate(first, 'bea');
  const second = await first.context().newPage();
  await second.goto('/profile/delegate');
  await nameDelegate(first, 'milo');
  await second.getByRole('button', { name: 'Remove delegate' }).click();
  expect(await answerTo(second, () => confirm(second, 'Remove delegate'))).toBe(409);
  await first.reload();
  await expect(region(first, 'Delegate tasks')).toContainText(people.name('milo'));
});

test('removing twice is removed', async ({ signedIn }) => {
  const first = await signedIn('mara');
  await nameDelegate(first, 'bea');
  const second = await first.context().newPage();
  await first.goto('/profile/delegate');
  await second.goto('/profile/delegate');
  await first.getByRole('button', { name: 'Remove delegate' }).click();
  await confirm(first, 'Remove delegate');
  await expect(region(first, 'Delegate tasks')).toContainText('Your new tasks come to you');
  // There is nothing left to ask.
  await second.getByRole('button', { name: 'Remove delegate' }).click();
  await expect(region(second, 'Delegate tasks')).toContainText('Your new tasks come to you');
});

test('a double click on Save saves one rule, and is no problem', async ({ signedIn, people }) => {
  const page = await signedIn('mara', '/profile/delegate');
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.getByRole('button', { name: 'Save' }).dblclick();
  await expect(heading(page, 'My profile')).toBeVisible();
  await expect(region(page, 'Delegate tasks')).toContainText(people.name('bea'));
  const admin = await signedIn('ada', '/admin/audit?person=mara&action=delegation_rule.saved&from=2028-01-11');
  await expect(admin.getByRole('row')).toHaveCount(2);
});

test('the same form sent twice saves one rule, and the second is no problem', async ({ signedIn }) => {
  // What a double click sends when both clicks reach the server.
  const page = await signedIn('mara');
  const form = await page.request.get('/profile/delegate').then(async (shown) => /name="form" value="([^"]+)"/.exec(await shown.text())?.[1] ?? '');
  const send = { form: { kind: 'permanent', delegate: 'bea', keep_copy: 'true', version: '', form }, headers: { origin: new URL(page.url()).origin }, maxRedirects: 0 };
  expect((await page.request.post('/profile/delegate', send)).status()).toBe(303);
  expect((await page.request.post('/profile/delegate', send)).status()).toBe(303);
});

test('a double click on Request makes one task', async ({ signedIn, people }) => {
  const page = await signedIn('ben', '/requests/new');
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByRole('button', { name: 'Request', exact: true }).dblclick();
  await expect(heading(page, requestTitle('payroll_viewer', people.name('ben')))).toBeVisible();
  const manager = await signedIn('mara');
  await expect(manager.getByRole('link', { name: requestTitle('payroll_viewer', people.name('ben')) })).toHaveCount(1);
});

test('a double click on Approve approves once, and is no problem', async ({ signedIn, people }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  const ben = await signedIn('ben', '/requests/new');
  await ben.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await ben.getByRole('button', { name: 'Request', exact: true }).click();
  const manager = await signedIn('mara');
  await manager.getByRole('row').filter({ hasText: title }).getByRole('button', { name: 'Approve' }).dblclick();
  await expect(heading(manager, 'My tasks')).toBeVisible();
  await expect(message(manager)).toContainText('is approved and carried out');
  await ben.reload();
  await expect(ben.locator('main')).toContainText('Payroll viewer was granted');
});
