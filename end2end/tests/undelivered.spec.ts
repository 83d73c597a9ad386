// What could not be delivered, on the administrators' page (N). The mail server is one that is not there.

import { type Page } from '@playwright/test';

import { examine } from '../support/examine';
import { heading, message } from '../support/steps';
import { expect, test } from '../support/test';

test.use({ settings: { LOCUM_SMTP_URL: 'smtp://127.0.0.1:1', LOCUM_MAIL_FROM: 'Locum <locum@example.org>' } });

/** The page, once the attempt that follows the change has been made. */
async function undelivered(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto('/admin/undelivered');
    await expect(page.getByRole('row').filter({ hasText: 'Connection refused' })).not.toHaveCount(0, { timeout: 200 });
  }).toPass();
}

test('what failed is listed with its reason, and tried again when asked', async ({ signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada');
  await undelivered(page);
  await expect(heading(page, 'Undelivered messages')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Undelivered messages' }))
    .toHaveAttribute('aria-current', 'page');
  await expect(page.locator('main')).toContainText('E-mail cannot be used at the moment.');
  const row = page.getByRole('row').filter({ hasText: people.name('bea') });
  await expect(row).toContainText(`You are now ${people.name('mara')}’s delegate`);
  await expect(row).toContainText('E-mail');
  await row.getByRole('button', { name: 'Retry' }).click();
  await expect(message(page)).toContainText('It is tried again now.');
  await undelivered(page);
  await page.getByRole('button', { name: 'Retry all' }).click();
  await expect(message(page)).toContainText('tried again now.');
});

test('filters keep one channel, and an empty list says so', async ({ signedIn, prepare }) => {
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada');
  await undelivered(page);
  await page.getByLabel('Channel').selectOption('Slack');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('No message matches')).toBeVisible();
  await page.getByRole('link', { name: 'Remove filter Channel: Slack' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Connection refused' })).not.toHaveCount(0);
});

test('accessible, and at home on every screen: undelivered messages', { tag: '@scripts' }, async ({ signedIn, prepare }) => {
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada');
  await undelivered(page);
  await examine(page);
});
