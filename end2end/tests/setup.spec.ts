// Setup and Maintenance: profile values and role provisioning rules (R19, R20, G5-G7).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, confirm, heading, message, question, region } from '../support/steps';

test('a profile value is searched, added, refused with what is allowed, and removed (R19)', async ({ signedIn, people }) => {
  const page = await signedIn('ada');
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Manage Administrator Profile Values' }).click();
  await expect(heading(page, 'Manage Administrator Profile Values')).toBeVisible();
  await page.getByLabel('Profile Option Code').fill('PER_USER_DELEGATION_MAX_DAYS');
  await page.getByRole('button', { name: 'Search' }).click();
  await region(page, 'Profile Values').getByRole('link', { name: 'Add' }).click();
  await page.getByLabel('Level', { exact: true }).selectOption('Site');
  await page.getByLabel('Profile Value', { exact: true }).fill('a week');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save and Close' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /must be a whole number of days/ }).click();
  await expect(page.getByLabel('Profile Value', { exact: true })).toBeFocused();
  await page.getByLabel('Profile Value', { exact: true }).fill('30');
  await page.getByRole('button', { name: 'Save and Close' }).click();
  await expect(message(page)).toContainText('PER_USER_DELEGATION_MAX_DAYS at Site level is 30 now');
  await region(page, 'Profile Values').getByRole('link', { name: 'Add' }).click();
  await page.getByLabel('Level', { exact: true }).selectOption('User');
  await page.getByLabel('User', { exact: true }).fill('ben');
  await page.getByLabel('Profile Value', { exact: true }).fill('7');
  await page.getByRole('button', { name: 'Save and Close' }).click();
  const row = page.getByRole('row').filter({ hasText: people.name('ben') });
  await expect(row).toContainText('7');
  await row.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(question(page)).toContainText('“7” is removed. From then on the Site’s value holds');
  await confirm(page, 'Remove value');
  await expect(message(page)).toContainText('is removed');
});

test('a provisioning rule is previewed, saved at once, and taken back after a confirmation (R20)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Role provisioning rules' }).click();
  await page.getByRole('link', { name: 'Add rule' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Auditors');
  await page.getByLabel('Department', { exact: true }).fill('Finance');
  await page.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await page.getByLabel('Autoprovision', { exact: true }).check();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(region(page, 'What would change')).toContainText('Payroll viewer');
  await expect(page.getByLabel('Department', { exact: true })).toHaveValue('Finance');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('“Auditors” is saved');
  await page.getByRole('link', { name: 'Auditors', exact: true }).click();
  await page.getByRole('button', { name: 'Delete rule' }).click();
  await expect(page.getByRole('heading', { name: 'Delete “Auditors”?', exact: true })).toBeVisible();
  await expect(question(page)).toContainText(/\d+ people lose Payroll viewer/);
  await confirm(page, 'Delete rule');
  await expect(message(page)).toContainText('“Auditors” is deleted');
});

/** The names of the roles that a form offers. */
async function offered(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  return page.getByLabel('Role', { exact: true }).getByRole('option').allTextContents();
}

test('what is provisionable can be delegated, what is requestable only requested (R2, R20)', async ({ signedIn }) => {
  const page = await signedIn('ada', '/setup/role-provisioning-rules');
  const rules = page.getByRole('row');
  await expect(rules.filter({ has: page.getByRole('link', { name: 'Finance', exact: true }) })).toContainText('Payroll viewer: provisionable');
  await expect(rules.filter({ has: page.getByRole('link', { name: 'Everyone', exact: true }) })).toContainText(
    'Ledger editor: requestable, self-requestable',
  );
  const ben = await signedIn('ben');
  const delegate = '/me/roles-and-delegations/new';
  expect(await offered(ben, '/requests/new')).toEqual(expect.arrayContaining(['Ledger editor', 'Payroll viewer']));
  const before = await offered(ben, delegate);
  expect(before).toContain('Payroll viewer');
  expect(before).not.toContain('Ledger editor');

  await page.getByRole('link', { name: 'Add rule' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Accountants');
  await page.getByLabel('Job', { exact: true }).fill('Accountant');
  await page.getByLabel('Role', { exact: true }).selectOption('ledger_editor');
  const provisionable = page.getByLabel('Provisionable', { exact: true });
  await expect(provisionable).toHaveAccessibleDescription('A matching person may delegate it to others, without approval.');
  await provisionable.check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('“Accountants” is saved');
  expect(await offered(ben, delegate)).toContain('Ledger editor');
});

test('an administrative role is refused where it is marked provisionable (R20, R22)', async ({ signedIn }) => {
  const page = await signedIn('ada', '/setup/role-provisioning-rules/new');
  await page.getByLabel('Name', { exact: true }).fill('Leads');
  await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
  await page.getByLabel('Provisionable', { exact: true }).check();
  await page.getByRole('button', { name: 'Add another role' }).click();
  await page.locator('#role-2').selectOption('it_security_manager');
  const second = page.locator('#provisionable-2');
  await second.check();
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save', exact: true }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await summary.getByRole('link', { name: 'An administrative role cannot be provisionable: untick Provisionable' }).click();
  await expect(second).toBeFocused();
  await second.uncheck();
  await page.locator('#requestable-2').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('“Leads” is saved');
});

test('what the upgrade made provisionable is checked once (R12, R20)', async ({ signedIn, prepare }) => {
  await prepare.madeProvisionable('Treasury', 'treasury_signer', 'Finance');
  const page = await signedIn('ada', '/setup/role-provisioning-rules');
  const link = page.getByRole('link', { name: 'Treasury', exact: true });
  const row = page.getByRole('row').filter({ has: link });
  await expect(row).toContainText('made provisionable by the upgrade: check');
  await link.click();
  await expect(page.getByText('Made provisionable by the upgrade: check.')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('“Treasury” is saved');
  await expect(row).toContainText('Treasury signer: provisionable, requestable');
  await expect(page.locator('main')).not.toContainText('by the upgrade');
});
