// Which roles may be lent, and by whom (R3); what a disabled account does to what was lent (R12). The demo's clock stands at
// 11 January 2028.

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { confirm, heading, lendRole, message, region } from '../support/steps';

async function openConsole(page: Page, username: string, name: string): Promise<void> {
  await page.goto(`/security-console/users/${username}`);
  await expect(heading(page, name)).toBeVisible();
}

async function tickAssignable(page: Page, role: string, ticked: boolean): Promise<void> {
  await page.getByRole('row').filter({ hasText: role }).getByLabel('Assignable').setChecked(ticked);
  await page.getByRole('button', { name: 'Save and Close' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
}

/** How many delegations of the role that is open are in force and scheduled, as its page says. */
async function lentNow(page: Page): Promise<{ inForce: number; scheduled: number }> {
  const words = await page.getByText('In use.').locator('..').innerText();
  const [, inForce, scheduled] = /(\d+) delegations? in force and (\d+) scheduled/.exec(words) ?? [];
  return { inForce: Number(inForce), scheduled: Number(scheduled) };
}

/** The names of the roles that the form offers. */
async function offered(page: Page): Promise<string[]> {
  await page.goto('/me/roles-and-delegations/new');
  return page.getByLabel('Role', { exact: true }).getByRole('option').allTextContents();
}

test('Assignable makes a role lendable for that user, and for nobody else (R2, R3)', async ({ signedIn, people }) => {
  const daniel = await signedIn('daniel');
  const hassan = await signedIn('hassan');
  expect(await offered(daniel)).not.toContain('CRM user');
  await daniel.goto('/me/roles-and-delegations');
  const held = region(daniel, 'My Roles').getByRole('row').filter({ hasText: 'CRM user' });
  await expect(held).toContainText('No');

  const ines = await signedIn('ines');
  await openConsole(ines, 'daniel', people.name('daniel'));
  await tickAssignable(ines, 'CRM user', true);
  expect(await offered(daniel)).toContain('CRM user');
  expect(await offered(hassan)).not.toContain('CRM user');
  await daniel.getByLabel('Role', { exact: true }).selectOption('crm_user');
  await daniel.getByLabel('Proxy', { exact: true }).fill('marta');
  await daniel.getByLabel('Start date').fill('2028-01-11');
  await daniel.getByRole('button', { name: 'Continue' }).click();
  await daniel.getByRole('button', { name: 'Save' }).click();
  const lent = region(daniel, 'Roles and Approvals Delegated to Others').getByRole('row').filter({ hasText: people.name('marta') });
  await expect(lent).toContainText('In force');

  // Taken back, what is in force stays; nothing new can be lent.
  await openConsole(ines, 'daniel', people.name('daniel'));
  await expect(ines.getByRole('row').filter({ hasText: 'CRM user' })).toContainText('delegated: 1 in force, 0 scheduled');
  await tickAssignable(ines, 'CRM user', false);
  expect(await offered(daniel)).not.toContain('CRM user');
  await daniel.goto('/me/roles-and-delegations');
  await expect(lent).toContainText('In force');
});

test('Delegation allowed switched off says how many stay, and leaves them as they are (R3)', async ({ signedIn, people }) => {
  const page = await signedIn('ines');
  await page.getByRole('navigation', { name: 'Navigator' }).locator('a[href="/security-console/roles"]').click();
  const link = page.getByRole('link', { name: 'Line manager', exact: true });
  const row = page.getByRole('row').filter({ has: link });
  await expect(row).toContainText('Delegation allowed');
  await link.click();
  const before = await lentNow(page);
  const mara = await signedIn('mara');
  await lendRole(mara, 'milo', '2028-01-11', '2028-01-31');
  await lendRole(mara, 'bea', '2028-02-01', '');
  await page.reload();
  const now = await lentNow(page);
  expect(now).toEqual({ inForce: before.inForce + 1, scheduled: before.scheduled + 1 });
  await page.getByLabel('Delegation allowed').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Line manager is saved. Delegation is switched off');
  await expect(message(page)).toContainText(new RegExp(`\\b${now.inForce} delegations? in force and ${now.scheduled} scheduled stay as they are\\.$`));
  await expect(row).toContainText('Not allowed');

  expect(await offered(mara)).not.toContain('Line manager');
  await mara.goto('/me/roles-and-delegations');
  const lent = region(mara, 'Roles and Approvals Delegated to Others').getByRole('row');
  await expect(lent.filter({ hasText: people.name('milo') })).toContainText('In force');
  await expect(lent.filter({ hasText: people.name('bea') }).filter({ hasText: 'Line manager' })).toContainText('Scheduled');
  const milo = await signedIn('milo', '/team/absences');
  await expect(region(milo, `For ${people.name('mara')}`)).toBeVisible();

  await link.click();
  await page.getByLabel('Delegation allowed').check();
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await offered(mara)).toContain('Line manager');
});

test('a disabled account suspends what it lent, and enabling it brings that back (R11, R12, G9)', async ({ signedIn, people }) => {
  const mara = await signedIn('mara');
  await lendRole(mara, 'milo', '2028-01-11', '2028-01-31');
  const milo = await signedIn('milo', '/team/absences');
  const section = region(milo, `For ${people.name('mara')}`);
  await expect(section).toBeVisible();

  const ines = await signedIn('ines');
  await openConsole(ines, 'mara', people.name('mara'));
  await ines.getByRole('button', { name: 'Disable account' }).click();
  await confirm(ines, 'Disable account');
  await expect(message(ines)).toContainText('is disabled');
  await milo.reload();
  await expect(section).toHaveCount(0);
  await milo.goto('/me/roles-and-delegations');
  const received = region(milo, 'Roles Delegated to Me').getByRole('row').filter({ hasText: people.name('mara') });
  await expect(received).toContainText('Suspended');

  await ines.getByRole('button', { name: 'Enable account' }).click();
  await expect(message(ines)).toContainText('is enabled');
  await milo.reload();
  await expect(received).toContainText('In force');
  await milo.goto('/team/absences');
  await expect(section).toBeVisible();
});
