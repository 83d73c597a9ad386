// Passing a task on by hand, and commenting on it (T14, T17).

import { requestTitle } from '../support/roles';
import { answerTo, message, region, state, taskLine } from '../support/steps';
import { expect, test } from '../support/test';

test('passed on with a reason, the other decides and who passed it on still reads it', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  const task = await prepare.request('ben', 'payroll_viewer');
  const mara = await signedIn('mara', task);
  await mara.getByLabel('Reassign to').fill('milo');
  await mara.getByLabel('Reason for reassigning').fill('He knows the payroll');
  await mara.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(message(mara)).toContainText(`“${title}” is reassigned to ${people.name('milo')}.`);
  await expect(region(mara, 'Log')).toContainText(`${people.name('mara')}: Reassigned to ${people.name('milo')}: He knows the payroll`);
  await expect(mara.getByRole('button', { name: 'Approve' })).toHaveCount(0);

  const milo = await signedIn('milo');
  await expect(taskLine(milo, title)).toContainText(`for ${people.name('mara')}`);
  await taskLine(milo, title).getByRole('button', { name: 'Approve' }).click();
  await expect(message(milo)).toContainText('is approved and carried out');
  await mara.reload();
  await expect(state(mara)).toHaveText('Approved');
  await expect(region(mara, 'Steps')).toContainText(`${people.name('milo')} for ${people.name('mara')}`);
});

test('somebody who may not decide is refused, and what was typed stays (T14, G6)', async ({ signedIn, people, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara', task);
  await page.getByLabel('Reassign to').fill('ben');
  await page.getByLabel('Reason for reassigning').fill('Do it yourself');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Reassign', exact: true }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  const said = page.getByRole('alert').getByRole('link', { name: `${people.name('ben')} may not decide this step` });
  await said.click();
  const to = page.getByLabel('Reassign to');
  await expect(to).toBeFocused();
  await expect(to).toHaveValue('ben');
  await expect(page.getByLabel('Reason for reassigning')).toHaveValue('Do it yourself');
});

test('a comment is read by everyone who sees the task', async ({ signedIn, people, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const ben = await signedIn('ben', task);
  const mara = await signedIn('mara', task);
  await mara.getByLabel('Your comment').fill('Which <b>month</b>?');
  await mara.getByRole('button', { name: 'Comment' }).click();
  await expect(message(mara)).toContainText('is in its log');
  await ben.goto('/notifications');
  await expect(ben.locator('main')).toContainText('Which <b>month</b>?');
  await ben.goto(task);
  await expect(region(ben, 'Log')).toContainText(`${people.name('mara')}: Commented: Which <b>month</b>?`);
  expect(await answerTo(ben, () => ben.getByRole('button', { name: 'Comment' }).click())).toBe(422);
  await expect(ben.getByRole('alert')).toContainText('Enter a comment');
});
