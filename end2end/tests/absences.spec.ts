// Absences of one's own, and those of one's reports (D, G4-G7). The demo's clock stands at 11 January 2028.

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { absence, answerTo, confirm, heading, message, question, region, requestAbsence } from '../support/steps';

const DAYS = '7 February 2028 – 11 February 2028';

async function openTeam(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Absences', exact: true }).click();
  await expect(heading(page, 'My Team: Absences')).toBeVisible();
}

test('an absence is requested, and the manager approves it under "My reports" (D, G4)', async ({ signedIn, people }) => {
  const ben = await signedIn('ben');
  await ben.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'My absences' }).click();
  await expect(heading(ben, 'My absences')).toBeVisible();
  await requestAbsence(ben, '2028-02-07', '2028-02-11');
  await expect(message(ben)).toHaveText(`Requested: Vacation, ${DAYS}. It waits to be approved.`);
  const own = region(ben, 'On record').getByRole('row').filter({ hasText: DAYS });
  await expect(own).toContainText('Requested');
  await expect(own).toContainText(people.zone('ben'));
  await expect(own.getByRole('button')).toHaveText(['Cancel']);

  const mara = await signedIn('mara');
  await openTeam(mara);
  const asked = absence(mara, 'My reports', people.name('ben'), DAYS);
  await expect(asked).toContainText('Requested');
  await asked.getByRole('button', { name: 'Approve' }).click();
  await expect(message(mara)).toHaveText(`Approved for ${people.name('ben')}: Vacation, ${DAYS}.`);
  await expect(asked).toContainText(`Approved by ${people.name('mara')}`);
  await expect(asked.getByRole('button')).toHaveText(['Cancel']);

  await ben.reload();
  await expect(own).toContainText(`Recorded by ${people.name('ben')}`);
  await expect(own).toContainText(`Approved by ${people.name('mara')}`);
  await ben.goto('/notifications');
  await expect(ben.locator('main')).toContainText(`${people.name('mara')} approved an absence of yours: Vacation, ${DAYS}.`);
});

test('days that overlap are refused with nothing lost, and the summary leads to the field (G6)', async ({ signedIn }) => {
  const page = await signedIn('ben');
  await requestAbsence(page, '2028-02-07', '2028-02-11');
  await expect(message(page)).toContainText('It waits to be approved');
  await page.getByLabel('Kind').selectOption('parental_leave');
  await page.getByLabel('Start date').fill('2028-02-11');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-18');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Request absence' }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: My absences/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  const words = `There is an absence on ${DAYS} already: choose days outside that`;
  await summary.getByRole('link', { name: words }).click();
  await expect(page.getByLabel('Start date')).toBeFocused();
  await expect(page.getByLabel('Start date')).toHaveAccessibleDescription(words);
  await expect(page.getByLabel('Kind')).toHaveValue('parental_leave');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-02-11');
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-02-18');

  // The day after is free.
  await page.getByLabel('Start date').fill('2028-02-12');
  await page.getByRole('button', { name: 'Request absence' }).click();
  await expect(message(page)).toHaveText('Requested: Parental leave, 12 February 2028 – 18 February 2028. It waits to be approved.');
  const days = region(page, 'On record').getByRole('rowheader');
  await expect(days.nth(0)).toContainText('12 February 2028 – 18 February 2028');
  await expect(days.nth(1)).toContainText(DAYS);
});

test('each field that is wrong is named (G6)', async ({ signedIn }) => {
  const page = await signedIn('nomvula', '/me/absences');
  await expect(region(page, 'On record')).toContainText('You have no absences');
  await page.getByLabel('Start date').fill('2028-02-11');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-07');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Request absence' }).click())).toBe(422);
  await expect(page.getByRole('alert').getByRole('link')).toHaveText([
    'Choose one of the kinds offered',
    /^End date must be the same as or after 11 February 2028/,
  ]);
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-02-07');
});

test('a cancelled absence stays on record, and its days are free again (D)', async ({ signedIn, people }) => {
  const page = await signedIn('ben');
  await requestAbsence(page, '2028-02-07', '2028-02-11');
  const row = region(page, 'On record').getByRole('row').filter({ hasText: DAYS });
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(question(page)).toContainText('5 days are no longer requested');
  await question(page).getByText('Keep absence').click();
  await expect(row).toContainText('Requested');
  await row.getByRole('button', { name: 'Cancel' }).click();
  await confirm(page, 'Cancel absence');
  await expect(message(page)).toHaveText(`Cancelled: Vacation, ${DAYS}.`);
  await expect(row).toContainText('Cancelled');
  await expect(row).toContainText(`Cancelled by ${people.name('ben')}`);
  await expect(row.getByRole('button')).toHaveCount(0);
  await requestAbsence(page, '2028-02-07', '2028-02-11');
  await expect(message(page)).toContainText('It waits to be approved');
});

test('what was cancelled meanwhile is approved by nobody (G5)', async ({ signedIn, people }) => {
  const ben = await signedIn('ben');
  await requestAbsence(ben, '2028-02-07', '2028-02-11');
  const mara = await signedIn('mara');
  await openTeam(mara);
  await region(ben, 'On record').getByRole('row').filter({ hasText: DAYS }).getByRole('button', { name: 'Cancel' }).click();
  await confirm(ben, 'Cancel absence');
  await expect(message(ben)).toContainText('Cancelled');
  const asked = absence(mara, 'My reports', people.name('ben'), DAYS);
  expect(await answerTo(mara, () => asked.getByRole('button', { name: 'Approve' }).click())).toBe(409);
  await expect(mara.getByRole('alert')).toContainText('This absence is cancelled already');
  await expect(asked).toContainText(`Cancelled by ${people.name('ben')}`);
  await expect(asked.getByRole('button')).toHaveCount(0);
});

test('a manager adds an absence for a report, and changes it (D, G4, G6)', async ({ signedIn, people }) => {
  const mara = await signedIn('mara');
  await openTeam(mara);
  const form = region(mara, 'A new absence');
  await form.getByLabel('Person').fill('grace');
  await form.getByLabel('Kind').selectOption('sick_leave');
  await form.getByLabel('Start date').fill('2028-01-10');
  await form.getByLabel('End date', { exact: true }).fill('2028-01-12');
  expect(await answerTo(mara, () => mara.getByRole('button', { name: 'Add absence' }).click())).toBe(422);
  // Somebody else's report is answered like nobody (S).
  await mara.getByRole('alert').getByRole('link', { name: /nobody with the username “grace” whose absences you look after/ }).click();
  await expect(form.getByLabel('Person')).toBeFocused();
  await expect(form.getByLabel('Person')).toHaveValue('grace');
  await expect(form.getByLabel('End date', { exact: true })).toHaveValue('2028-01-12');
  await form.getByLabel('Person').fill('yuki');
  await mara.getByRole('button', { name: 'Add absence' }).click();
  await expect(message(mara)).toHaveText(`Added for ${people.name('yuki')}: Sick leave, 10 January 2028 – 12 January 2028.`);
  const row = absence(mara, 'My reports', people.name('yuki'), '10 January 2028 – ');
  await expect(row).toContainText('Approved');

  await row.getByRole('link', { name: 'Change' }).click();
  const change = region(mara, 'Change absence');
  await expect(change).toContainText(people.name('yuki'));
  await change.getByLabel('End date', { exact: true }).fill('2028-01-14');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(message(mara)).toHaveText(`Saved for ${people.name('yuki')}: Sick leave, 10 January 2028 – 14 January 2028.`);
  await expect(row).toContainText('10 January 2028 – 14 January 2028');

  const yuki = await signedIn('yuki', '/me/absences');
  await expect(region(yuki, 'On record').getByRole('row').filter({ hasText: '10 January 2028 – 14 January 2028' })).toContainText(`Recorded by ${people.name('mara')}`);
});
