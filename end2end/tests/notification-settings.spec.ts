// One's own channels (N): what is chosen stays chosen, and nothing is lost between two windows (G5).

import { heading, message } from '../support/steps';
import { expect, test } from '../support/test';

test('the channels chosen stay chosen, and the page says where they lead', async ({ signedIn, people }) => {
  const page = await signedIn('ben', '/notifications');
  await page.getByRole('link', { name: 'Notification settings' }).click();
  await expect(heading(page, 'Notification settings')).toBeVisible();
  const email = page.getByRole('checkbox', { name: 'E-mail' });
  const slack = page.getByRole('checkbox', { name: 'Slack' });
  await expect(email).toBeChecked();
  await expect(slack).toBeChecked();
  await expect(page.locator('main')).toContainText(`To ${people.email('ben')}.`);
  await expect(page.locator('main')).toContainText('In-app only.');
  await slack.uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  await page.reload();
  await expect(email).toBeChecked();
  await expect(slack).not.toBeChecked();
});

test('of two windows the second is told, and keeps what was ticked in it', async ({ signedIn }) => {
  const first = await signedIn('ben');
  const second = await first.context().newPage();
  await first.goto('/notifications/settings');
  await second.goto('/notifications/settings');
  await first.getByRole('checkbox', { name: 'Slack' }).uncheck();
  await first.getByRole('button', { name: 'Save' }).click();
  await expect(message(first)).toContainText('Saved.');
  await second.getByRole('checkbox', { name: 'E-mail' }).uncheck();
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(second.getByRole('alert')).toContainText('You changed these settings on');
  await expect(second.getByRole('checkbox', { name: 'E-mail' })).not.toBeChecked();
  await expect(second.getByRole('checkbox', { name: 'Slack' })).toBeChecked();
  await second.getByRole('button', { name: 'Save' }).click();
  await expect(message(second)).toContainText('Saved.');
});
