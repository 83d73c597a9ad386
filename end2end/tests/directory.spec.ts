// Admin › Directory: Users, a person's page, somebody's delegate by an administrator, a leaver, who covers whom (T8, T16).

import { readFileSync } from 'node:fs';

import { type Page } from '@playwright/test';

import { parse } from '../support/people';
import { expect, test } from '../support/test';
import { answerTo, confirm, heading, message, nameDelegate, question, region, typeName } from '../support/steps';

/** Opens a person's page as somebody would who looks for them. */
async function openPerson(page: Page, username: string, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Users' }).first().click();
  await expect(heading(page, 'Users')).toBeVisible();
  await page.getByLabel('Search').fill(name);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('row').filter({ hasText: username }).getByRole('link', { name, exact: true }).click();
  await expect(heading(page, name)).toBeVisible();
}

test('an administrator names a delegate for somebody, who sees who did it and changes it (T8)', async ({ signedIn, people }) => {
  const ada = await signedIn('ada');
  await openPerson(ada, 'mara', people.name('mara'));
  await region(ada, 'Delegation').getByRole('link', { name: 'Edit' }).click();
  await expect(heading(ada, 'Delegation')).toBeVisible();
  await expect(ada.getByLabel('Keep sending me a copy')).toHaveCount(0);
  await ada.getByLabel('Delegate', { exact: true }).fill('bea');
  await ada.getByRole('button', { name: 'Save' }).click();
  await expect(heading(ada, people.name('mara'))).toBeVisible();
  await expect(message(ada)).toContainText(`${people.name('bea')} gets ${people.name('mara')}’s new tasks`);

  const mara = await signedIn('mara', '/profile');
  await expect(region(mara, 'Delegate tasks')).toContainText(`Set by ${people.name('ada')}`);
  await nameDelegate(mara, 'ben');
  await ada.reload();
  await expect(region(ada, 'Delegation')).toContainText(`Set by ${people.name('mara')}`);

  await region(ada, 'Delegation').getByRole('link', { name: 'Edit' }).click();
  await ada.getByRole('button', { name: 'Remove delegate' }).click();
  await expect(question(ada)).toContainText(`New tasks come to ${people.name('mara')} from now on.`);
  await confirm(ada, 'Remove delegate');
  await expect(region(ada, 'Delegation')).toContainText('has no delegate');
});

test('what is wrong about it is said at the field, and nothing is lost (G6, G1)', async ({ signedIn }) => {
  const page = await signedIn('ada', '/admin/directory/users/mara/delegation');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill('zoe');
  await page.getByLabel('Start date').fill('2028-02-01');
  await page.getByLabel('End date', { exact: true }).fill('2028-01-31');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: Delegation/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText([/active person/, /^End date must be the same as or after 1 February 2028/]);
  await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue('zoe');
});

test('what the form means is said while it is typed, of the owner', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('ada', '/admin/directory/users/mina/delegation');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.getByLabel('Start date').fill('2028-02-01');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-10');
  await expect(page.locator('.rule-meaning')).toContainText(
    `${people.name('bea')} gets ${people.name('mina')}’s new tasks from Tue 1 Feb 2028 00:00 to the end of Thu 10 Feb 2028, ${people.zone('mina')}.`,
  );
});

test('filters are combined, shown and taken away again', async ({ signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada', '/admin/directory/users');
  await page.getByLabel('Department').selectOption('Finance');
  await page.getByLabel('Status').selectOption('Active');
  await page.getByLabel('Has a delegate').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: people.name('mara') }) });
  await expect(row).toContainText(people.name('bea'));
  await expect(page.getByRole('row').filter({ hasText: 'Operations' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Remove filter Department: Finance' }).click();
  await expect(page.getByLabel('Department')).toHaveValue('');
  await expect(page.getByLabel('Has a delegate')).toBeChecked();
  await page.getByLabel('Search').fill('nobody at all');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.locator('main')).toContainText('Nobody matches these filters');
  await page.getByRole('link', { name: 'Show everyone' }).click();
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByRole('link', { name: 'Back to the beginning' }).click();
  await expect(page.getByRole('link', { name: people.name('abel'), exact: true })).toBeVisible();
});

test('who has left as a delegate is found and replaced in one step (T16, T1)', async ({ signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  await prepare.delegate('milo', 'bea');
  await people.change('bea', { terminated_on: '2028-01-09' });
  const mara = await signedIn('mara', '/notifications');
  await expect(mara.locator('main')).toContainText(`Your delegate ${people.name('bea')} is no longer active`);

  const page = await signedIn('ada', '/admin/directory/users');
  await page.getByLabel('Inactive delegate').check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await page.getByRole('link', { name: people.name('bea'), exact: true }).first().click();
  await expect(region(page, 'Inactive delegate')).toContainText('2 rules still name them');
  await typeName(page, 'New delegate', 'zoe');
  await page.getByRole('button', { name: 'Replace in all 2 rules' }).click();
  await expect(page.getByRole('alert').getByRole('link', { name: /must be an active person/ })).toBeVisible();
  await typeName(page, 'New delegate', 'ben');
  await page.getByRole('button', { name: 'Replace in all 2 rules' }).click();
  await expect(message(page)).toContainText(`${people.name('ben')} is the delegate in 2 rules in place of ${people.name('bea')}`);
  await expect(region(page, 'Inactive delegate')).toHaveCount(0);
});

test('who covers whom, with filters and CSV', async ({ signedIn, people, prepare }) => {
  await people.change('bea', { display_name: '=SUM(1+1)' });
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada');
  await page.getByRole('link', { name: 'Who covers whom' }).click();
  await expect(heading(page, 'Who covers whom')).toBeVisible();
  await page.getByLabel('Owner').fill('mara');
  await page.getByLabel('Set by').selectOption('The owner');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await expect(page.locator('tbody')).toContainText('=SUM(1+1)');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  const [header, ...records] = parse(readFileSync(await (await file).path(), 'utf8'));
  expect(records).toHaveLength(1);
  expect(records[0]?.[header?.indexOf('owner') ?? -1]).toBe('mara');
  expect(records[0]?.[header?.indexOf('delegate_name') ?? -1]).toBe("'=SUM(1+1)");
  await page.goto('/admin/directory/covers?owner=nobody-at-all');
  await expect(page).toHaveTitle(/^Error: Who covers whom/);
  await expect(page.getByRole('alert')).toBeFocused();
  await expect(page.getByLabel('Owner')).toHaveValue('nobody-at-all');
});

test('nobody else opens the directory (T8, S)', async ({ signedIn }) => {
  for (const username of ['mara', 'hugo', 'ines', 'ben']) {
    const page = await signedIn(username);
    for (const path of ['users', 'users/ben', 'users/ben/delegation', 'users/ben/reassign', 'covers']) {
      expect((await page.goto(`/admin/directory/${path}`))?.status(), `${username} at ${path}`).toBe(403);
    }
  }
});
