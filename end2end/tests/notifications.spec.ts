// The bell and its page (N).

import { expect, test } from '../support/test';
import { heading } from '../support/steps';

test('the bell counts what is unread, and the page shows the newest first', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('milo');
  // Whatever the demo organisation has told him is read.
  await page.goto('/notifications');
  if (await page.getByRole('button', { name: 'Mark as read' }).isVisible()) {
    await page.getByRole('button', { name: 'Mark as read' }).click();
  }
  await expect(page.getByRole('link', { name: 'Notifications', exact: true })).toBeVisible();
  await prepare.delegate('mara', 'milo');
  await prepare.delegate('bea', 'milo');

  await page.goto('/');
  await page.getByRole('link', { name: 'Notifications 2', exact: true }).click();
  await expect(heading(page, 'Notifications')).toBeVisible();
  const items = page.locator('main li');
  await expect(items.nth(0)).toContainText(`You are now ${people.name('bea')}’s delegate.`);
  await expect(items.nth(1)).toContainText(`You are now ${people.name('mara')}’s delegate.`);
  await expect(items.getByText('New', { exact: true })).toHaveCount(2);
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await expect(items.getByText('New', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Notifications', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mark as read' })).toHaveCount(0);
});

test('what came after the page was opened stays unread', async ({ signedIn, prepare }) => {
  await prepare.delegate('mara', 'milo');
  const page = await signedIn('milo', '/notifications');
  await prepare.delegate('bea', 'milo');
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await expect(page.locator('main li').getByText('New', { exact: true })).toHaveCount(1);
});
