// Admin › Settings › Policies, from an empty policy to the task that follows it (T10, G5–G7).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, confirm, heading, keep, message, region } from '../support/steps';

async function newPolicy(page: Page, name: string, kind: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Policies' }).click();
  await expect(heading(page, 'Policies')).toBeVisible();
  await page.getByRole('link', { name: 'New policy' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('radio', { name: kind }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, name)).toBeVisible();
}

async function addStep(page: Page, number: number, fill: () => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Add step' }).click();
  await expect(heading(page, `Edit step ${number}`)).toBeVisible();
  await expect(page.getByLabel('Allow task delegation')).toBeChecked();
  await fill();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText(`Step ${number} is saved`);
}

test('a policy is made, ordered, given to a role, and decides who is asked (T10)', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Ledger in two steps', 'Request');
  await expect(page.getByText('This policy has no steps.')).toBeVisible();
  await addStep(page, 1, async () => {
    await page.getByRole('radio', { name: 'Named people' }).check();
    await page.getByLabel('Person 1').fill('hugo');
    await page.getByLabel('Person 3').fill('ines');
    await page.getByLabel('Allow task delegation').uncheck();
    await page.getByLabel('Reason required to deny').check();
  });
  await addStep(page, 2, async () => {
    await page.getByRole('radio', { name: 'Manager' }).check();
  });
  const steps = region(page, 'Steps').getByRole('listitem').filter({ has: page.getByRole('link', { name: /^Edit step/ }) });
  await expect(steps).toHaveCount(2);
  await expect(steps.nth(0)).toContainText(`Step 1: ${people.name('hugo')} or ${people.name('ines')}`);
  await expect(steps.nth(0)).toContainText('Delegation disabled');
  await expect(steps.nth(0)).toContainText('A reason is needed to deny');
  await expect(steps.nth(1)).toContainText('Delegation enabled');
  await steps.nth(1).getByRole('button', { name: 'Move up' }).click();
  await expect(message(page)).toContainText('The step is number 1 now');
  await expect(steps.nth(0)).toContainText('Step 1: The subject’s manager');

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

test('a step is edited through its pencil, and removed with a confirmation (T10)', async ({ signedIn, people }) => {
  const page = await signedIn('ada', '/admin/settings/policies');
  await page.getByRole('link', { name: 'Two signatures' }).click();
  await page.getByRole('link', { name: 'Edit step 2' }).click();
  await expect(heading(page, 'Edit step 2')).toBeVisible();
  await expect(page.getByLabel('Person 1')).toHaveValue('ada');
  await page.getByLabel('Person 2').fill('');
  await page.getByLabel('Allow task delegation').uncheck();
  await page.getByLabel('Fallback approver').fill('hugo');
  await page.getByRole('button', { name: 'Save' }).click();
  const second = region(page, 'Steps').getByRole('listitem').filter({ hasText: 'Step 2:' });
  await expect(second).toContainText('Delegation disabled');
  await expect(second).toContainText(`If nobody is eligible: ${people.name('hugo')}, then the super administrators`);
  await second.getByRole('button', { name: 'Remove step 2' }).click();
  await expect(page.getByRole('heading', { name: 'Remove step 2 of “Two signatures”?', exact: true })).toBeVisible();
  await keep(page, 'Keep step');
  await expect(second).toBeVisible();
  await second.getByRole('button', { name: 'Remove step 2' }).click();
  await confirm(page, 'Remove step');
  await expect(message(page)).toContainText('The step is removed');
  await expect(region(page, 'Steps')).not.toContainText('Step 2:');
});

test('a wrong step says what is wrong at its fields and keeps what was typed (G6)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  await newPolicy(page, 'Wrong at first', 'Review');
  await page.getByRole('link', { name: 'Add step' }).click();
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
  await page.getByRole('link', { name: 'Add step' }).click();
  await page.getByRole('radio', { name: 'Holders of a role' }).check();
  await page.getByLabel('Role', { exact: true }).selectOption('hr_specialist');
  const other = await signedIn('abel', '/admin/settings/policies');
  await other.getByRole('link', { name: 'Shared' }).click();
  await addStep(other, 1, async () => {});
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
  await page.getByText('Try it with a person').click();
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
