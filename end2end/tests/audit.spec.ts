// The audit log (G4, G8): newest first, filters, CSV.

import { readFileSync } from 'node:fs';

import { type Page } from '@playwright/test';

import { parse } from '../support/people';
import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { fillSignIn, heading, taskLine } from '../support/steps';

async function download(page: Page): Promise<string[][]> {
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  const saved = await file;
  expect(saved.suggestedFilename()).toMatch(/\.csv$/);
  return parse(readFileSync(await saved.path(), 'utf8'));
}

test('what was done stands there, with who and for whom, the newest first (G4)', async ({ page, signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  await prepare.request('ben', 'payroll_viewer');
  const bea = await signedIn('bea');
  await taskLine(bea, requestTitle('payroll_viewer', people.name('ben'))).getByRole('button', { name: 'Approve' }).click();

  await page.goto('/login');
  await fillSignIn(page, 'ada');
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(heading(page, 'Audit log')).toBeVisible();
  const rows = page.locator('tbody tr');
  // Ada's signing in is the newest, then the decision and what followed from it.
  await expect(rows.nth(0)).toContainText('session.signed_in');
  await expect(rows.nth(0)).toContainText(people.name('ada'));
  await expect(rows.nth(1)).toContainText('task.role_granted');
  const decision = rows.nth(2);
  await expect(decision).toContainText('task.approved');
  await expect(decision).toContainText(`${people.name('bea')} for ${people.name('mara')}`);
  await expect(decision).toContainText(`concerns ${people.name('ben')}`);
  await decision.getByText('Facts').click();
  await expect(decision).toContainText('state: approved');
  await decision.getByRole('link', { name: /^task / }).click();
  await expect(heading(page, requestTitle('payroll_viewer', people.name('ben')))).toBeVisible();
});

test('filters by person, action and period; each can be taken away', async ({ page: visitor, signedIn, people, prepare }) => {
  await visitor.goto('/login');
  await fillSignIn(visitor, 'mara');
  await expect(heading(visitor, 'My tasks')).toBeVisible();
  await prepare.delegate('mara', 'bea');
  await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('ada', '/admin/audit');
  await page.getByLabel('Person').fill('mara');
  await page.getByLabel('Action').fill('delegation_rule.saved');
  await page.getByLabel('From').fill('2028-01-11');
  await page.getByLabel('To', { exact: true }).fill('2028-01-11');
  await page.getByRole('button', { name: 'Apply' }).click();
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(people.name('mara'));
  await expect(page.getByLabel('Person')).toHaveValue('mara');
  await page.getByRole('link', { name: 'Remove filter Action: delegation_rule.saved' }).click();
  await expect(rows.first()).toBeVisible();
  expect(await rows.count()).toBeGreaterThan(1);
  await expect(page.getByLabel('Person')).toHaveValue('mara');
  await page.goto('/admin/audit?action=no.such.action');
  await expect(page.locator('main')).toContainText('No entry matches');
});

test('filters that cannot be read are named, and kept (G6)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  const answer = await page.goto('/admin/audit?person=nobody-at-all&from=2028-02-30&action=x');
  expect(answer?.status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: Audit log/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(2);
  await summary.getByRole('link', { name: 'Nobody has the username “nobody-at-all”' }).click();
  await expect(page.getByLabel('Person')).toBeFocused();
  await expect(page.getByLabel('Person')).toHaveValue('nobody-at-all');
  await expect(page.getByLabel('Action')).toHaveValue('x');
});

test('the CSV holds what the page shows, and nothing that a spreadsheet would calculate (G8)', async ({
  signedIn,
  people,
  prepare,
}) => {
  await people.change('bea', { display_name: '=SUM(1+1)*cmd|A0' });
  await prepare.request('bea', 'payroll_viewer');
  const page = await signedIn('ada', '/admin/audit?person=bea');
  await expect(page.locator('tbody')).toContainText('=SUM(1+1)*cmd|A0');
  const [header, ...records] = await download(page);
  expect(header).toContain('action');
  expect(records.some((record) => record.includes('task.requested'))).toBe(true);
  expect(records.some((record) => record.includes("'=SUM(1+1)*cmd|A0"))).toBe(true);
  expect(records.flat().filter((field) => /^[=+\-@\t\r]/.test(field))).toEqual([]);
  // The filter counts for the download too.
  const action = header?.indexOf('action') ?? -1;
  await page.goto('/admin/audit?person=bea&action=task.requested');
  const filtered = await download(page);
  expect(filtered.slice(1).map((record) => record[action])).toEqual(['task.requested']);
});

test('a long log comes in pages, and the CSV whole', async ({ signedIn }) => {
  const page = await signedIn('ada', '/admin/audit');
  const rows = page.locator('tbody tr');
  const older = page.getByRole('link', { name: 'Older' });
  // The demo organisation's own history is longer than a page.
  await expect(rows).toHaveCount(50);
  let seen = 50;
  while (await older.isVisible()) {
    const address = page.url();
    await older.click();
    await expect(page).not.toHaveURL(address);
    seen += await rows.count();
  }
  expect(seen).toBeGreaterThan(50);
  await page.getByRole('link', { name: 'Newer' }).click();
  await expect(rows).toHaveCount(50);
  const [, ...records] = await download(page);
  expect(records).toHaveLength(seen);
});

test('sending an empty filter shows everything', async ({ signedIn }) => {
  const page = await signedIn('ada', '/admin/audit');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
