// Admin › Settings › Policies, from an empty policy to the task that follows it (T10, G5–G7).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, heading, message, region } from '../support/steps';

async function newPolicy(page: Page, name: string, kind: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Policies' }).click();
  await expect(heading(page, 'Policies')).toBeVisible();
  await page.getByRole('link', { name: 'New policy' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('radio', { name: kind }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, name)).toBeVisible();
}

/** Adds a step by its own page, which is there without scripts as with them. */
async function addStepOnItsPage(page: Page, number: number, fill: () => Promise<void>): Promise<void> {
  await page.goto(`${new URL(page.url()).pathname}/steps/${number}`);
  await expect(heading(page, `Edit step ${number}`)).toBeVisible();
  await expect(page.getByLabel('Allow task delegation')).toBeChecked();
  await fill();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText(`Step ${number} is saved`);
}

const stepsOf = (page: Page) => region(page, 'Steps').getByRole('listitem').filter({ has: page.locator('.step-title') });

test('a policy is made, ordered and saved at once, given to a role, and decides who is asked (T10)', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Ledger in two steps', 'Request');
  await expect(page.getByText('No steps yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByLabel('Approver', { exact: true }).selectOption('people');
  await page.getByLabel('Person 1').fill('hugo');
  await page.getByLabel('Person 2').fill('ines');
  await page.getByLabel('Allow task delegation').uncheck();
  await page.getByLabel('Reason required to deny').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  const steps = stepsOf(page);
  await expect(steps).toHaveCount(2);
  await expect(steps.nth(0)).toContainText('Delegation disabled');
  await expect(steps.nth(0)).toContainText('A reason is needed to deny');
  await expect(steps.nth(1)).toContainText('Delegation enabled');
  await expect(page.getByText('2 unsaved changes')).toBeVisible();
  await page.getByRole('button', { name: 'Move step 2 up' }).click();
  await expect(steps.nth(0)).toContainText('Step 1: The subject’s manager');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('saved');
  await expect(steps.nth(0)).toContainText('Step 1: The subject’s manager');
  await expect(steps.nth(1)).toContainText(`Step 2: ${people.name('hugo')} or ${people.name('ines')}`);
  await expect(page.getByText('No unsaved changes')).toBeVisible();

  await region(page, 'Used by roles').getByLabel('Role').selectOption('ledger_editor');
  await region(page, 'Used by roles').getByRole('button', { name: 'Add role' }).click();
  await expect(message(page)).toContainText('New tasks for Ledger editor follow this policy');

  const ben = await signedIn('ben', await prepare.request('ben', 'ledger_editor'));
  await expect(ben.getByText('Ledger in two steps', { exact: true })).toBeVisible();
  await expect(region(ben, 'Steps')).toContainText(`Waits for ${people.name('mara')}`);
  await expect(region(ben, 'Steps')).toContainText('Delegation disabled');

  await page.getByRole('button', { name: 'Delete policy' }).click();
  await expect(page.getByRole('alert')).toContainText('cannot be deleted: the role Ledger editor uses it, and 1 open task follows it');
});

test('a step is edited and removed, and nothing of it is saved before "Save" (T10)', async ({ signedIn, people }) => {
  const page = await signedIn('ada', '/admin/settings/policies');
  await page.getByRole('link', { name: 'Two signatures' }).click();
  const path = new URL(page.url()).pathname;
  await page.goto(`${path}/steps/2`);
  await expect(heading(page, 'Edit step 2')).toBeVisible();
  await page.getByLabel('Person 2').fill('');
  await page.getByLabel('Allow task delegation').uncheck();
  await page.getByLabel('Fallback approver').fill('hugo');
  await page.getByRole('button', { name: 'Save' }).click();
  const second = stepsOf(page).nth(1);
  await expect(second).toContainText('Delegation disabled');
  await expect(second).toContainText(`If nobody is eligible: ${people.name('hugo')}, then the super administrators`);
  await page.getByRole('button', { name: 'Remove step 2' }).click();
  await expect(stepsOf(page)).toHaveCount(1);
  await page.getByRole('link', { name: 'Discard' }).click();
  await expect(stepsOf(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Remove step 2' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(message(page)).toContainText('saved');
  await expect(stepsOf(page)).toHaveCount(1);
});

test('a step is edited in place and moved by the keyboard, and the focus goes along (T10)', { tag: '@scripts' }, async ({ signedIn }) => {
  const page = await signedIn('ada', '/admin/settings/policies');
  await page.getByRole('link', { name: 'Two signatures' }).click();
  await expect(page.getByText('moves the step that has the focus')).toBeVisible();
  const pencil = page.getByRole('link', { name: 'Edit step 2' });
  await pencil.focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByText('Step 2 is now step 1')).toBeAttached();
  await expect(page.getByRole('link', { name: 'Edit step 1' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Approver', { exact: true })).toBeFocused();
  await expect(page).toHaveURL(/policies\/\d+$/);
  await page.getByLabel('Allow task delegation').setChecked(false);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('link', { name: 'Edit step 1' })).toBeFocused();
  await expect(page.locator('.unsaved-bar')).toContainText('unsaved change');
  await expect(stepsOf(page).nth(0)).toContainText('not saved yet');
});

test('a wrong step says what is wrong at its fields and keeps what was typed (G6)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Wrong at first', 'Review');
  await page.goto(`${new URL(page.url()).pathname}/steps/1`);
  await page.getByRole('radio', { name: 'Named people' }).check();
  await page.getByLabel('Person 2').fill('zoe');
  await page.getByLabel('Fallback approver').fill('nobody-at-all');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: Edit step 1/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /^Approver must be an active person/ }).click();
  await expect(page.getByLabel('Person 2')).toBeFocused();
  await expect(page.getByLabel('Person 2')).toHaveValue('zoe');
  await summary.getByRole('link', { name: /^Fallback approver must be/ }).click();
  await expect(page.getByLabel('Fallback approver')).toBeFocused();
  await page.getByRole('button', { name: 'Add people' }).click();
  await expect(page.getByLabel('Person 8')).toBeVisible();
  await expect(page.getByLabel('Person 2')).toHaveValue('zoe');
});

test('a stale step form is told who was quicker, and saves only after that (G5)', async ({ signedIn, people }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Shared', 'Request');
  await page.goto(`${new URL(page.url()).pathname}/steps/1`);
  await page.getByRole('radio', { name: 'Holders of a role' }).check();
  await page.getByLabel('Role', { exact: true }).selectOption('hr_specialist');
  const other = await signedIn('abel', '/admin/settings/policies');
  await other.getByRole('link', { name: 'Shared' }).click();
  await addStepOnItsPage(other, 1, async () => {});
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(409);
  await expect(page.getByRole('alert')).toContainText(`${people.name('abel')} changed this policy on Tue 11 Jan 2028`);
  await expect(heading(page, 'Edit step 2')).toBeVisible();
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('hr_specialist');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(region(page, 'Steps')).toContainText('Step 2: Holders of HR specialist');
});

test('the preview says who would be asked now, and why, and creates nothing (T5)', async ({ signedIn, people, prepare }) => {
  await prepare.delegate('mara', 'bea');
  const page = await signedIn('ada', '/admin/settings/policies');
  await page.getByRole('link', { name: 'Manager then IT security' }).click();
  await page.getByLabel('Subject').fill('ben');
  await page.getByLabel('For the role').selectOption('ap_approver');
  await page.getByRole('button', { name: 'Show who is asked' }).click();
  const preview = region(page, 'Who would be asked now?');
  await expect(preview).toContainText(`If ${people.name('ben')} asks for Accounts payable approver now:`);
  await expect(preview).toContainText(`Asks ${people.name('bea')} for ${people.name('mara')}`);
  await expect(preview).toContainText(`${people.name('mara')}’s tasks go to ${people.name('bea')}`);
  await expect(preview).toContainText('Asks everyone who holds IT security manager');
  await expect(preview).toContainText(`Supposing that step 1 is decided by ${people.name('bea')} for ${people.name('mara')}`);
});

test('who is newly chosen is called by their name before the save (T10)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'By name', 'Request');
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByLabel('Approver', { exact: true }).selectOption('people');
  await page.getByRole('combobox', { name: 'Person 1' }).fill(people.name('hugo'));
  await page.getByRole('option').filter({ hasText: people.name('hugo') }).click();
  await page.getByRole('combobox', { name: 'Fallback approver' }).fill('ines');
  await expect(page.locator('#fallback-chosen')).toContainText(people.name('ines'));
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(stepsOf(page).nth(0)).toContainText(`Step 1: ${people.name('hugo')}`);
  await expect(stepsOf(page).nth(0)).toContainText(people.name('ines'));
  await expect(page.locator('.unsaved-bar')).toContainText(`Step 1 added: ${people.name('hugo')}`);
});

test('who saves later than somebody else loses no step of theirs (G5)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Two editors', 'Request');
  const path = new URL(page.url()).pathname;
  await page.getByLabel('Name', { exact: true }).fill('Mine');
  const other = await signedIn('ada', path);
  await addStepOnItsPage(other, 1, async () => {});
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save', exact: true }).click())).toBe(409);
  await expect(page.getByRole('alert')).toContainText('changed this policy');
  await expect(stepsOf(page)).toHaveCount(1);
  await expect(page.locator('.unsaved-bar')).toContainText('1 unsaved change');
  await expect(page.locator('.unsaved-bar')).not.toContainText('removed');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(heading(page, 'Mine')).toBeVisible();
  await expect(stepsOf(page)).toHaveCount(1);
});
