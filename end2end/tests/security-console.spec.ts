// The Security Console: roles and which of them may be lent, what a person holds, accounts (R3, R12, S, G5-G7).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, confirm, heading, keep, message, question, region, untilItAsks } from '../support/steps';

async function openPerson(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).locator('a[href="/security-console/users"]').click();
  await expect(heading(page, 'Users')).toBeVisible();
  await page.getByLabel('Search').fill(name);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(heading(page, name)).toBeVisible();
}

test('a role is made, given, marked assignable and taken away (R3)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await page.getByRole('navigation', { name: 'Navigator' }).locator('a[href="/security-console/roles"]').click();
  await page.getByRole('link', { name: 'New role' }).click();
  await page.getByLabel('Code').fill('clerk');
  await page.getByLabel('Name').fill('Clerk');
  await page.getByLabel('See, add, approve and cancel absences').check();
  await page.getByRole('radio', { name: 'Everyone', exact: true }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Clerk is saved');
  await expect(page.getByRole('row').filter({ hasText: 'clerk' })).toContainText('Not allowed');

  await openPerson(page, people.name('ben'));
  await page.getByLabel('Role', { exact: true }).selectOption('clerk');
  await page.getByRole('button', { name: 'Add role' }).click();
  await expect(message(page)).toContainText('Clerk is added');
  const ben = await signedIn('ben', '/team/absences');
  await expect(heading(ben, 'My Team: Absences')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Clerk' });
  await row.getByLabel('Assignable').check();
  await page.getByRole('button', { name: 'Save and Close' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
  await openPerson(page, people.name('ben'));
  await expect(row.getByLabel('Assignable')).toBeChecked();
  await row.getByRole('button', { name: 'Remove' }).click();
  await confirm(page, 'Remove role');
  await expect(message(page)).toContainText(`Clerk is removed from ${people.name('ben')}.`);
  expect((await ben.reload())?.status()).toBe(403);
});

test('an administrative role is requested, and another administrator approves it (R22)', async ({ signedIn, people }) => {
  const page = await signedIn('ada');
  await openPerson(page, people.name('ben'));
  await page.getByLabel('Role', { exact: true }).selectOption('super_administrator');
  await page.getByRole('button', { name: 'Add role' }).click();
  await expect(message(page)).toContainText(`Super administrator is requested for ${people.name('ben')}`);
  const ben = await signedIn('ben');
  expect((await ben.goto('/admin/audit'))?.status()).toBe(403);

  await page.getByRole('link', { name: 'Super administrator', exact: true }).click();
  await expect(heading(page, `Grant Super administrator to ${people.name('ben')}`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  const abel = await signedIn('abel');
  await abel.getByRole('link', { name: `Grant Super administrator to ${people.name('ben')}` }).click();
  await abel.getByRole('button', { name: 'Approve' }).click();
  await expect(region(abel, 'Log')).toContainText('Super administrator was granted');
  expect((await ben.goto('/admin/audit'))?.status()).toBe(200);
});

test('nobody adds a role to themselves or makes one assignable for themselves (R22)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await openPerson(page, people.name('ines'));
  await expect(page.getByText('Nobody adds a role to themselves')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add role' })).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: 'Assignable' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Save and Close' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
});

test('an account is disabled at once, and enabled again (S, T7)', async ({ signedIn, people, prepare }) => {
  const mara = await signedIn('mara');
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  const page = await signedIn('ines');
  await openPerson(page, people.name('mara'));
  await page.getByRole('button', { name: 'Disable account' }).click();
  await expect(question(page)).toContainText('5 open tasks are reassigned');
  await expect(question(page)).toContainText('1 session ends');
  await confirm(page, 'Disable account');
  await expect(message(page)).toContainText(`The account of ${people.name('mara')} is disabled`);
  await mara.goto('/');
  await expect(heading(mara, 'Sign in')).toBeVisible();
  await ben.reload();
  await expect(region(ben, 'Log')).toContainText(`${people.name('mara')} may no longer decide`);
  await page.getByRole('button', { name: 'Enable account' }).click();
  await expect(message(page)).toContainText('is enabled');
  const again = await signedIn('mara');
  await expect(heading(again, 'My tasks')).toBeVisible();
});

test('nobody disables themselves, and a wrong role says so at its fields (G6)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await openPerson(page, people.name('ines'));
  await expect(page.getByText('only somebody else can disable it')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Disable account' })).toHaveCount(0);
  await page.goto('/security-console/roles/new');
  await page.getByLabel('Code').fill('Not A Code');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /^Code must begin/ }).click();
  await expect(page.getByLabel('Code')).toBeFocused();
  await expect(page.getByLabel('Code')).toHaveValue('Not A Code');
  await summary.getByRole('link', { name: 'Enter the name' }).click();
  await expect(page.getByLabel('Name')).toBeFocused();
});

test('what one administrator saved another does not overwrite unseen (G5)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await openPerson(page, people.name('ben'));
  const other = await signedIn('ada');
  await openPerson(other, people.name('ben'));
  await other.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await other.getByRole('button', { name: 'Add role' }).click();
  await expect(message(other)).toContainText('Payroll viewer is added');
  await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Add role' }).click())).toBe(409);
  await expect(page.getByRole('alert')).toContainText(`${people.name('ada')} changed what this person holds`);
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('line_manager');
  await page.getByRole('button', { name: 'Add role' }).click();
  await expect(message(page)).toContainText('Line manager is added');
});

test('what was ticked is neither lost nor saved by keeping, and goes along with the answer (G5)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await openPerson(page, people.name('milo'));
  const row = page.getByRole('row').filter({ hasText: 'Line manager' });
  await row.getByLabel('Assignable').check();
  await page.getByRole('row').filter({ hasText: 'Employee' }).getByRole('button', { name: 'Remove' }).click();
  await expect(question(page)).toContainText('1 change of Assignable is saved too');
  await keep(page, 'Keep role');
  await expect(row.getByLabel('Assignable')).toBeChecked();
  await page.getByRole('row').filter({ hasText: 'Employee' }).getByRole('button', { name: 'Remove' }).click();
  await confirm(page, 'Remove role');
  await expect(message(page)).toContainText(`Employee is removed from ${people.name('milo')}.`);
  await expect(message(page)).toContainText('Assignable is switched on for Line manager');
  await expect(row.getByLabel('Assignable')).toBeChecked();
});

test('keeping the account returns the focus to the button @scripts', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await openPerson(page, people.name('milo'));
  await untilItAsks(page);
  const disable = page.getByRole('button', { name: 'Disable account' });
  await disable.click();
  const keep = page.getByRole('dialog').getByRole('button', { name: 'Keep account' });
  await expect(keep).toBeFocused();
  await keep.press('Enter');
  await expect(question(page)).toHaveCount(0);
  await expect(disable).toBeFocused();
});
