// The delegation rule form and what it says (T1–T3, T6, T8, T16).

import { examine } from '../support/examine';
import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { confirm, heading, keep, message, nameDelegate, region, taskLine } from '../support/steps';

test('a new rule is permanent and sends a copy, unless somebody says otherwise (T2, T9)', async ({ signedIn }) => {
  const page = await signedIn('mara', '/profile/delegate');
  await expect(page.getByRole('radio', { name: 'Permanent' })).toBeChecked();
  await expect(page.getByRole('radio', { name: 'Temporary' })).not.toBeChecked();
  await expect(page.getByLabel('Keep sending me a copy')).toBeChecked();
  await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue('');
  // Nothing to remove yet.
  await expect(page.getByRole('button', { name: 'Remove delegate' })).toHaveCount(0);
  await expect(page.locator('main')).toContainText('Nothing is reassigned retroactively');
});

test('My profile is reached from the profile menu, and leads to the form', async ({ signedIn }) => {
  const page = await signedIn('mara');
  await page.locator('.avatar').click();
  await page.getByRole('link', { name: 'My profile' }).click();
  await expect(heading(page, 'My profile')).toBeVisible();
  await region(page, 'Delegate tasks').getByRole('link', { name: 'Edit' }).click();
  await expect(heading(page, 'Delegate tasks')).toBeVisible();
});

test('a permanent rule is said in words, at the owner and at the delegate (T16)', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await nameDelegate(page, 'bea');
  const words = `${people.name('bea')} gets your new tasks from`;
  await expect(message(page)).toContainText('Saved.');
  await expect(message(page)).toContainText(words);
  await expect(message(page)).toContainText('Nothing is reassigned retroactively');
  await expect(region(page, 'Delegate tasks')).toContainText('In force');
  await expect(region(page, 'Delegate tasks')).toContainText('until you remove the delegate');
  await expect(region(page, 'Delegate tasks')).toContainText(people.zone('mara'));
  // The message is said once.
  await page.reload();
  await expect(page.getByText('Saved.')).toHaveCount(0);
  await page.goto('/');
  await expect(page.locator('main')).toContainText(`New tasks go to ${people.name('bea')}`);

  const delegate = await signedIn('bea', '/profile');
  await expect(region(delegate, 'You cover')).toContainText(`You cover: ${people.name('mara')}`);
});

test('a temporary rule holds for whole days in the owner’s zone (T2, G1)', async ({ signedIn, people, clock, prepare }) => {
  const [ben, bea] = [people.name('ben'), people.name('bea')];
  const page = await signedIn('mara', '/profile/delegate');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.getByLabel('Start date').fill('2028-01-20');
  await page.getByLabel('End date', { exact: true }).fill('2028-01-24');
  await page.getByRole('button', { name: 'Save' }).click();
  const rule = region(page, 'Delegate tasks');
  await expect(rule).toContainText('Scheduled');
  await expect(rule).toContainText(`${bea} gets your new tasks from Thu 20 Jan 2028 00:00 to the end of Mon 24 Jan 2028`);
  await expect(rule).toContainText(people.zone('mara'));

  await clock.set('2028-01-22T12:00:00Z');
  const inside = await signedIn('mara', '/profile');
  await expect(region(inside, 'Delegate tasks')).toContainText('In force');
  await inside.goto('/');
  await expect(inside.locator('main')).toContainText('You are away until the end of Mon 24 Jan 2028.');
  await prepare.request('ben', 'payroll_viewer');
  await expect(taskLine(await signedIn('bea'), requestTitle('payroll_viewer', ben))).toBeVisible();

  await clock.set('2028-01-26T12:00:00Z');
  const after = await signedIn('mara', '/profile');
  await expect(region(after, 'Delegate tasks')).toContainText('Ended');
  await expect(region(after, 'Delegate tasks')).toContainText(`${bea} got your new tasks`);
  await prepare.request('bea', 'payroll_viewer');
  await after.goto('/');
  await expect(taskLine(after, requestTitle('payroll_viewer', bea))).toBeVisible();
  // What had gone to the delegate stays there (T7).
  await expect(taskLine(after, requestTitle('payroll_viewer', ben))).toHaveCount(0);
  // A new rule begins from an empty form.
  await after.goto('/profile/delegate');
  await expect(after.getByRole('radio', { name: 'Permanent' })).toBeChecked();
  await expect(after.getByLabel('Delegate', { exact: true })).toHaveValue('');
});

test('a start in the past means from the moment of saving (T3)', async ({ signedIn, people }) => {
  const page = await signedIn('mara', '/profile/delegate');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.getByLabel('Start date').fill('2028-01-03');
  await page.getByLabel('End date', { exact: true }).fill('2028-01-12');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(region(page, 'Delegate tasks')).toContainText('In force');
  await expect(region(page, 'Delegate tasks')).toContainText(`${people.name('bea')} gets your new tasks from Tue 11 Jan 2028`);
  // What was typed comes back as it was.
  await page.goto('/profile/delegate');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-01-03');
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-01-12');
  await expect(page.getByRole('radio', { name: 'Temporary' })).toBeChecked();
});

test('a new rule replaces the old one at once (T1)', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await nameDelegate(page, 'bea');
  await page.goto('/profile/delegate');
  await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue('bea');
  await page.getByLabel('Delegate', { exact: true }).fill('milo');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(region(page, 'Delegate tasks')).toContainText(people.name('milo'));
  await expect(region(page, 'Delegate tasks')).not.toContainText(people.name('bea'));
  const former = await signedIn('bea', '/notifications');
  await expect(former.locator('main')).toContainText(`You are no longer ${people.name('mara')}’s delegate`);
});

test('a removed delegate gets no new tasks (T8)', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('mara');
  await nameDelegate(page, 'bea');
  await page.goto('/profile/delegate');
  await page.getByLabel('Delegate', { exact: true }).fill('milo');
  await page.getByRole('button', { name: 'Remove delegate' }).click();
  await expect(page.getByRole('heading', { name: `Remove ${people.name('bea')} as your delegate?`, exact: true })).toBeVisible();
  // What was typed in the same form is still there (G6).
  await keep(page, 'Keep delegate');
  await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue('milo');
  await page.getByRole('button', { name: 'Remove delegate' }).click();
  await confirm(page, 'Remove delegate');
  await expect(heading(page, 'My profile')).toBeVisible();
  await expect(message(page)).toContainText('Your delegate is removed');
  await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
  await prepare.request('ben', 'payroll_viewer');
  await page.goto('/');
  await expect(taskLine(page, requestTitle('payroll_viewer', people.name('ben')))).toBeVisible();
});

test('a rule that closes a loop is saved, with a warning that names everybody in it (T6)', async ({ signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  await prepare.delegate('bea', 'milo');
  const page = await signedIn('milo');
  await nameDelegate(page, 'mara');
  await expect(message(page)).toContainText('loop');
  for (const username of ['mara', 'bea', 'milo']) {
    await expect(message(page)).toContainText(people.name(username));
  }
  await expect(region(page, 'Delegate tasks')).toContainText('In force');
});

test('a delegate who leaves is told to the owner, and the task stays (T5)', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('mara');
  await nameDelegate(page, 'bea');
  await people.change('bea', { terminated_on: '2028-01-09' });
  await page.goto('/profile');
  await expect(region(page, 'Delegate tasks')).toContainText('no longer active');
  const asBen = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await expect(region(asBen, 'Log')).toContainText(`${people.name('bea')} was passed over: inactive`);
  await expect(region(asBen, 'Steps')).toContainText(`Waits for ${people.name('mara')}`);
});

test('a press fills in the usual dates, and what they mean stands beside them (T2, T3)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('mara', '/profile/delegate');
  const [start, end] = [page.getByLabel('Start date'), page.getByLabel('End date', { exact: true })];
  const meaning = page.locator('.rule-meaning');
  await page.getByRole('combobox', { name: 'Delegate' }).fill('bea');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  // Weeks are counted from today where there is no start yet: the clock stands at Tuesday 11 January 2028.
  await page.getByRole('button', { name: '1 week' }).click();
  await expect(start).toHaveValue('2028-01-11');
  await expect(end).toHaveValue('2028-01-17');
  await expect(meaning).toContainText('the end of Mon 17 Jan 2028');
  await page.getByRole('button', { name: 'Next Monday' }).click();
  await expect(start).toHaveValue('2028-01-17');
  await expect(page.getByRole('button', { name: 'Next Monday' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: '2 weeks' }).click();
  await expect(end).toHaveValue('2028-01-30');
  await page.getByRole('button', { name: 'Tomorrow' }).click();
  await expect(meaning).toContainText(`${people.name('bea')} gets your new tasks from Wed 12 Jan 2028 00:00 to the end of Sun 30 Jan 2028`);
  await examine(page);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(region(page, 'Delegate tasks')).toContainText('Scheduled');
});

test('without scripts there is nothing to press but the form’s own buttons (G7)', async ({ signedIn, javaScriptEnabled }) => {
  const page = await signedIn('mara', '/profile/delegate');
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tomorrow' })).toHaveCount(javaScriptEnabled ? 1 : 0);
});
