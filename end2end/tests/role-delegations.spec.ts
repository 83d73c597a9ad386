// Lending a role, from the overview by the review to its end (R1, R7, R12, R15, R21). The demo's clock stands at 11 January 2028.

import { expect, test } from '../support/test';
import { answerTo, fillInDelegation, heading, message, region } from '../support/steps';

test('a role is lent after a look at what it gives, and the proxy sees it', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Roles and Delegations' }).click();
  await expect(heading(page, 'Roles and Delegations')).toBeVisible();
  await page.getByRole('link', { name: 'Delegate a role' }).click();
  await expect(heading(page, 'Delegate a role')).toBeVisible();
  await fillInDelegation(page, 'milo', '2028-01-11', '2028-01-31');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText(`What this means. ${people.name('milo')} has Line manager from the moment you save`);
  await expect(page.locator('main')).toContainText('See, add, approve and cancel absences');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('milo');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  const lent = region(page, 'Roles and Approvals Delegated to Others').getByRole('row').filter({ hasText: people.name('milo') });
  await expect(lent).toContainText('In force');

  const milo = await signedIn('milo');
  await milo.goto('/me/roles-and-delegations');
  const received = region(milo, 'Roles Delegated to Me').getByRole('row').filter({ hasText: people.name('mara') });
  await expect(received).toContainText('11 January 2028 – 31 January 2028');
  await expect(received.getByRole('link')).toHaveCount(0);

  await lent.getByRole('link', { name: /^Change Line manager/ }).click();
  await expect(heading(page, 'Change delegation')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.locator('main')).toContainText(`${people.name('milo')} loses Line manager at once`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(message(page)).toContainText('The delegation has ended.');
  await milo.reload();
  await expect(received).toContainText('Ended');
});

test('what is wrong is said at the field, and nothing typed is lost (G6)', async ({ signedIn }) => {
  const page = await signedIn('mara');
  await fillInDelegation(page, 'zoe', '2028-02-02', '2028-02-01');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Continue' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /must be the same as or after 2 February 2028/ }).click();
  await expect(page.getByLabel('End date')).toBeFocused();
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('zoe');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-02-02');
});
