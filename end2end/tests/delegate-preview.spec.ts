// "What this means.", live while somebody types (T1, T3, T6). The words are those of the save.

import { expect, test } from '../support/test';
import { holdScripts, nameDelegate, region } from '../support/steps';

test.describe('with scripts', { tag: '@scripts' }, () => {
  test('the preview follows what is typed', async ({ signedIn, people }) => {
    const page = await signedIn('mara', '/profile/delegate');
    const delegate = page.getByRole('combobox', { name: 'Delegate' });
    const meaning = page.locator('.rule-meaning');
    await expect(delegate).toBeVisible();
    await delegate.pressSequentially('bea');
    await expect(meaning).toContainText(
      `What this means. ${people.name('bea')} gets your new tasks from the moment you save, until you remove the delegate.`,
    );
    await expect(meaning).toHaveAttribute('aria-live', 'polite');
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await page.getByLabel('Start date').fill('2028-02-01');
    await page.getByLabel('End date', { exact: true }).fill('2028-01-31');
    await expect(meaning).toContainText('End date must be the same as or after 1 February 2028');
    await page.getByLabel('End date', { exact: true }).fill('2028-02-10');
    await expect(meaning).toContainText('from Tue 1 Feb 2028 00:00 to the end of Thu 10 Feb 2028');
    await expect(meaning).toContainText(people.zone('mara'));
    await page.getByLabel('End date', { exact: true }).fill('2028-01-09');
    await page.getByLabel('Start date').fill('2028-01-03');
    await expect(meaning).toContainText('End date must be today or later');
    await delegate.fill('zoe');
    await page.getByRole('radio', { name: 'Permanent' }).check();
    // The dates are hidden now: nothing is asked about them (T2). Half a username is no mistake yet, but what the form meant before is
    // not said any more.
    await expect(meaning).toBeEmpty();
    await delegate.fill('bea');
    await expect(meaning).toContainText('from the moment you save, until you remove the delegate.');
    // The save asks, and shows them then.
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Save as permanent without dates' })).toBeVisible();
    await expect(page.getByLabel('Start date')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Permanent has no dates. Choose Temporary to keep them, or clear them' })).toBeVisible();
  });

  test('what was typed before the scripts came is previewed when they come', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const scripts = await holdScripts(page);
    await page.goto('/profile/delegate', { waitUntil: 'commit' });
    await page.getByLabel('Delegate', { exact: true }).fill('bea');
    await expect(page.locator('.rule-meaning')).toBeEmpty();
    scripts.release();
    await expect(page.locator('.rule-meaning')).toContainText(
      `${people.name('bea')} gets your new tasks from the moment you save`,
    );
  });

  test('it says what choosing from the list means', async ({ signedIn, people }) => {
    const page = await signedIn('mara', '/profile/delegate');
    await page.getByRole('combobox', { name: 'Delegate' }).pressSequentially(people.name('bea').slice(0, 3));
    await page.getByRole('option').filter({ hasText: people.name('bea') }).click();
    await expect(page.locator('.rule-meaning')).toContainText(`${people.name('bea')} gets your new tasks`);
  });

  test('it warns of a loop, naming everybody in it, before the save (T6)', async ({ signedIn, people, prepare }) => {
    await prepare.delegate('bea', 'mara');
    const page = await signedIn('mara', '/profile/delegate');
    await page.getByRole('combobox', { name: 'Delegate' }).pressSequentially('bea');
    await expect(page.locator('.rule-meaning')).toContainText(
      `This closes a loop: ${people.name('mara')} → ${people.name('bea')} → ${people.name('mara')}`,
    );
  });

  test('it says with whom new tasks would end, and nothing of when (T4)', async ({ signedIn, people, prepare }) => {
    await prepare.delegate('bea', 'milo');
    const page = await signedIn('mara', '/profile/delegate');
    await page.getByRole('combobox', { name: 'Delegate' }).pressSequentially('bea');
    await expect(page.locator('.rule-meaning')).toContainText(
      `As the rules stand now, your new tasks would end with ${people.name('milo')} (milo).`,
    );
  });

  test('it says first that saving replaces the present rule at once (T1)', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    await nameDelegate(page, 'bea');
    await page.goto('/profile/delegate');
    await expect(page.locator('.rule-meaning')).toContainText(`${people.name('bea')} gets your new tasks`);
    const delegate = page.getByRole('combobox', { name: 'Delegate' });
    await delegate.fill('milo');
    await expect(page.locator('.rule-meaning')).toContainText(`This replaces your present rule with ${people.name('bea')} at once`);
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await page.getByLabel('Start date').fill('2028-02-01');
    await page.getByLabel('End date', { exact: true }).fill('2028-02-02');
    await expect(page.locator('.rule-meaning')).toContainText('Your present rule ends when you save');
  });

  test('nothing is saved by looking', async ({ signedIn }) => {
    const page = await signedIn('mara', '/profile/delegate');
    await page.getByRole('combobox', { name: 'Delegate' }).pressSequentially('bea');
    await expect(page.locator('.rule-meaning')).toContainText('gets your new tasks');
    await page.goto('/profile');
    await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
  });
});

test('the form says before a save that replaces a rule what becomes of the present one (T1)', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await nameDelegate(page, 'bea');
  await page.goto('/profile/delegate');
  // Without scripts too: who has a rule is told that saving replaces it at once.
  await expect(page.locator('main')).toContainText(/replaces|ends when you save/);
  await expect(page.locator('main')).toContainText(people.name('bea'));
});
