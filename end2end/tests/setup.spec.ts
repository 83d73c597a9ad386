// Setup and Maintenance: profile values and role provisioning rules (R19, R20, G5-G7).

import { expect, test } from '../support/test';
import { answerTo, heading, message, region } from '../support/steps';

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
  await page.getByText('Delete this rule').click();
  await page.getByRole('button', { name: 'Delete rule' }).click();
  await expect(page.getByText('This takes a role away from everybody who has it by a rule')).toBeVisible();
  await page.getByRole('button', { name: /^Take it away from/ }).click();
  await expect(message(page)).toContainText('“Auditors” is deleted');
});
