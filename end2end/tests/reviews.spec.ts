// Access reviews and revocations (T13, T15).

import { readFile } from 'node:fs/promises';

import { answerTo, confirm, heading, keep, message, question, state, taskLine } from '../support/steps';
import { expect, test } from '../support/test';

const START = 'Start an access review';

test('a review is started over a role, decided, followed and downloaded', async ({ signedIn, people }) => {
  await people.addRole('ben', 'payroll_viewer');
  const page = await signedIn('ada');
  await page.getByRole('link', { name: 'Access reviews' }).click();
  await page.getByRole('link', { name: START }).first().click();
  await expect(heading(page, START)).toBeVisible();
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Due date').fill('2028-01-31');
  await page.getByRole('button', { name: 'Start review' }).click();
  await expect(heading(page, 'Access review of Payroll viewer')).toBeVisible();
  await expect(message(page)).toContainText('The review is started');
  await expect(page.locator('main')).toContainText('31 January 2028');

  const mara = await signedIn('mara');
  const line = taskLine(mara, `Review Payroll viewer of ${people.name('ben')}`);
  await line.getByRole('link').click();
  await mara.getByLabel('Reason', { exact: true }).fill('He left payroll');
  await mara.getByRole('button', { name: 'Deny' }).click();
  await confirm(mara, 'Deny review');
  await expect(state(mara)).toHaveText('Denied');

  await page.reload();
  await page.getByRole('link', { name: /^Denied/ }).click();
  await expect(page.getByRole('row').filter({ hasText: people.name('ben') })).toContainText('He left payroll');
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  const file = await (await downloading).path();
  expect(await readFile(file, 'utf8')).toContain(`ben,${people.name('ben')}`);
});

test('neither role nor department, both, or no date: each is said at its field (G6)', async ({ signedIn }) => {
  const page = await signedIn('ada', '/admin/access-reviews/new');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Start review' }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert');
  await expect(summary.getByRole('link', { name: 'Choose a role, or enter a department' })).toBeVisible();
  await summary.getByRole('link', { name: 'Enter a due date' }).click();
  await expect(page.getByLabel('Due date')).toBeFocused();
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Department', { exact: true }).fill('Finance');
  await page.getByLabel('Due date').fill('2028-01-31');
  await page.getByRole('button', { name: 'Start review' }).click();
  await expect(page.getByRole('alert')).toContainText('not both');
  await expect(page.getByLabel('Department', { exact: true })).toHaveValue('Finance');
});

test('a revocation takes a role away once it is approved', async ({ signedIn, people, prepare }) => {
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  const mara = await signedIn('mara');
  await mara.goto(new URL(ben.url()).pathname);
  await mara.getByRole('button', { name: 'Approve' }).click();
  await expect(state(mara)).toHaveText('Approved');

  const page = await signedIn('ada', '/admin/directory/users/ben/revoke');
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Reason').fill('Moved to sales');
  await page.getByRole('button', { name: 'Start revocation' }).click();
  await expect(page.getByRole('heading', { name: `Start revoking Payroll viewer from ${people.name('ben')}?`, exact: true })).toBeVisible();
  await expect(question(page).getByLabel('Reason', { exact: true })).toHaveValue('Moved to sales');
  await keep(page, 'Keep role');
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue('Moved to sales');
  await page.getByRole('button', { name: 'Start revocation' }).click();
  await confirm(page, 'Start revocation');
  await expect(heading(page, `Revoke Payroll viewer from ${people.name('ben')}`)).toBeVisible();
  await expect(message(page)).toContainText('The role stays until it is approved');
  await expect(state(page)).toHaveText('Open');
});

test('Revoke on the page of a person asks at once, and keeping leads back there (T13)', async ({ signedIn, people, prepare }) => {
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  const mara = await signedIn('mara', new URL(ben.url()).pathname);
  await mara.getByRole('button', { name: 'Approve' }).click();
  await expect(state(mara)).toHaveText('Approved');
  const page = await signedIn('ada', '/admin/directory/users/ben');
  const role = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'Payroll viewer' }) });
  await role.getByRole('button', { name: 'Revoke' }).click();
  await expect(question(page)).toContainText('1 role is taken away');
  await keep(page, 'Keep role');
  await expect(heading(page, people.name('ben'))).toBeVisible();
  await role.getByRole('button', { name: 'Revoke' }).click();
  await confirm(page, 'Start revocation', 'Moved to sales');
  await expect(message(page)).toContainText('The role stays until it is approved');
  await expect(page.locator('main')).toContainText('Moved to sales');
});
