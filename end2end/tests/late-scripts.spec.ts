// What somebody types before a late script comes stays, and counts once it is there (G6): a journey for each form that a script makes
// live, with the scripts 5 seconds late.

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { confirm, fact, fillInDelegationFor, heading, holdScripts, message, region, untilItAsks } from '../support/steps';

const LATE = 5000;

/** Opens a page whose scripts are late, has it filled in, and lets them come. */
async function fillInEarly(page: Page, path: string, fill: () => Promise<void>): Promise<void> {
  const scripts = await holdScripts(page, LATE);
  await page.goto(path, { waitUntil: 'commit' });
  await fill();
  scripts.release();
}

/** Everything in the form of a delegation rule, with an end before its start. */
async function fillInRule(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Temporary' }).check();
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.getByLabel('Start date').fill('2028-02-10');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-01');
  await expect(page.getByRole('button', { name: 'Tomorrow' })).toHaveCount(0);
  await expect(page.locator('.rule-meaning')).toBeEmpty();
}

/** The form says what is wrong, has all that was typed, and says what it means once it is right. */
async function ruleIsLive(page: Page, meaning: string): Promise<void> {
  const words = page.locator('.rule-meaning');
  await expect(words).toContainText('End date must be the same as or after 10 February 2028');
  await expect(page.getByRole('radio', { name: 'Temporary' })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Delegate' })).toHaveValue('bea');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-02-10');
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-02-01');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-20');
  await expect(words).toContainText(meaning);
}

test.describe('scripts that come late', { tag: '@scripts' }, () => {
  test('a field for a person', async ({ signedIn, people, prepare }) => {
    const page = await signedIn('mara', '/profile');
    await fillInEarly(page, await prepare.request('ben', 'payroll_viewer'), async () => {
      await page.getByRole('textbox', { name: 'Reassign to' }).fill('milo');
      // Whoever has left the field is shown no list.
      await page.getByRole('textbox', { name: 'Reassign to' }).press('Tab');
      await expect(page.locator('.picker-chosen')).toBeEmpty();
    });
    await expect(page.locator('.picker-chosen')).toContainText(people.name('milo'));
    await expect(page.getByRole('combobox', { name: 'Reassign to' })).toHaveValue('milo');
    await expect(page.getByRole('listbox')).toBeHidden();
  });

  test('the delegate of My profile', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const copy = page.getByLabel('Keep sending me a copy');
    await fillInEarly(page, '/profile/delegate', async () => {
      await fillInRule(page);
      await copy.uncheck();
    });
    await ruleIsLive(page, `${people.name('bea')} gets your new tasks from Thu 10 Feb 2028`);
    await expect(copy).not.toBeChecked();
  });

  test('the delegate of Admin › Users', async ({ signedIn, people }) => {
    const page = await signedIn('ada');
    await fillInEarly(page, '/admin/directory/users/mara/delegation', () => fillInRule(page));
    await ruleIsLive(page, `${people.name('bea')} gets ${people.name('mara')}’s new tasks from Thu 10 Feb 2028`);
  });

  test('the delegation of a role', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const [meaning, line] = [page.locator('.delegation-meaning'), page.locator('.last-day')];
    await fillInEarly(page, '/me/roles-and-delegations/new', async () => {
      await fillInDelegationFor(page, 'milo', '2028-02-01', '2028-02-10');
      await page.getByLabel('Include the end date').check();
      await expect(meaning).toBeEmpty();
    });
    await expect(meaning).toContainText(`What this means. ${people.name('milo')} has Line manager`);
    await expect(fact(meaning, 'Last day')).toHaveText('Thursday 10 February 2028');
    await expect(line).toHaveText('last day: Thursday 10 February 2028');
    await expect(page.getByLabel('Role', { exact: true })).toHaveValue('line_manager');
    await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('milo');
    await expect(page.getByLabel('Start date', { exact: true })).toHaveValue('2028-02-01');
    await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-02-10');
    await expect(page.getByLabel('Include the end date')).toBeChecked();
  });

  test('the editor of a policy', async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/settings/policies/new');
    await page.getByLabel('Name').fill('Typed early');
    await page.getByRole('radio', { name: 'Request' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(heading(page, 'Typed early')).toBeVisible();
    const path = new URL(page.url()).pathname;
    await fillInEarly(page, path, async () => {
      await page.getByLabel('Name', { exact: true }).fill('Typed before');
      await page.getByLabel('Subject', { exact: true }).fill('ben');
      await expect(page.getByText('No unsaved changes')).toBeVisible();
    });
    await expect(page.locator('.unsaved-bar')).toContainText('1 unsaved change');
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed before');
    await expect(page.getByLabel('Subject', { exact: true })).toHaveValue('ben');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(heading(page, 'Typed before')).toBeVisible();
  });

  test('the question before something ends', async ({ signedIn, prepare }) => {
    const page = await signedIn('mara', '/profile');
    const decision = region(page, 'Your decision');
    await fillInEarly(page, await prepare.request('ben', 'payroll_viewer'), async () => {
      await decision.getByLabel('Reason', { exact: true }).fill('Typed before');
      await expect(page.locator('dialog[data-awake]')).toHaveCount(0);
    });
    await untilItAsks(page);
    await expect(decision.getByLabel('Reason', { exact: true })).toHaveValue('Typed before');
    await decision.getByRole('button', { name: 'Deny' }).click();
    await expect(page.getByRole('dialog').getByLabel('Reason', { exact: true })).toHaveValue('Typed before');
    await confirm(page, 'Deny request');
    await expect(message(page)).toContainText('is denied');
  });
});
