// A super administrator reassigns what others are asked (T14): one, several or all of a person's open tasks, or a task from
// its page.

import { requestTitle } from '../support/roles';
import { heading, message, region, requestRole, taskLine, typeName } from '../support/steps';
import { expect, test } from '../support/test';

const MARA = '/admin/directory/users/mara';

test('one task of a person is reassigned from their page', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const ada = await signedIn('ada', MARA);
  const row = region(ada, 'Open tasks').getByRole('row').filter({ hasText: title });
  await row.getByRole('link', { name: 'Reassign', exact: true }).click();
  await expect(heading(ada, 'Reassign 1 open task')).toBeVisible();
  await expect(ada.locator('main')).toContainText(`1 task no longer waits for ${people.name('mara')}`);
  await typeName(ada, 'Reassign to', 'milo');
  await ada.getByLabel('Reason').fill('She is ill');
  await ada.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(heading(ada, people.name('mara'))).toBeVisible();
  await expect(message(ada)).toContainText(`1 task was reassigned to ${people.name('milo')}.`);
  await expect(region(ada, 'Open tasks')).not.toContainText(title);

  const milo = await signedIn('milo');
  await expect(taskLine(milo, title)).toContainText(`for ${people.name('mara')}`);
  const mara = await signedIn('mara', '/notifications');
  await expect(mara.locator('main')).toContainText(`${people.name('ada')} reassigned “${title}” to ${people.name('milo')}`);
});

test('ticked tasks are reassigned together, by a bar that is there when one is ticked', async ({ signedIn, people, prepare }) => {
  const titles = [requestTitle('payroll_viewer', people.name('ben')), requestTitle('ledger_editor', people.name('ben'))];
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'ledger_editor');
  const ada = await signedIn('ada', MARA);
  const tasks = region(ada, 'Open tasks');
  const reassign = tasks.getByRole('button', { name: 'Reassign ticked' });
  await expect(reassign).toBeHidden();
  for (const title of titles) {
    await tasks.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  }
  await reassign.click();
  await expect(heading(ada, 'Reassign 2 open tasks')).toBeVisible();
  await typeName(ada, 'Reassign to', 'milo');
  await ada.getByLabel('Reason').fill('She is ill');
  await ada.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(message(ada)).toContainText(`2 tasks were reassigned to ${people.name('milo')}.`);
});

test('of all tasks those that cannot go stay, and go to somebody else afterwards', async ({ signedIn, people, prepare }) => {
  const stays = requestTitle('payroll_viewer', people.name('bea'));
  await prepare.request('ben', 'payroll_viewer');
  await prepare.request('bea', 'payroll_viewer');
  const ada = await signedIn('ada', MARA);
  await region(ada, 'Open tasks').getByRole('link', { name: 'Tick all on this page' }).click();
  await expect(region(ada, 'Open tasks').getByRole('button', { name: 'Reassign ticked' })).toBeVisible();
  await region(ada, 'Open tasks').getByRole('link', { name: 'Reassign all' }).click();
  await typeName(ada, 'Reassign to', 'bea');
  await ada.getByLabel('Reason').fill('On parental leave');
  await ada.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(ada).toHaveTitle(/^Error: Reassign 1 open task/);
  const summary = ada.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText(`reassigned to ${people.name('bea')}.`);
  await expect(summary).toContainText(`1 task stays with ${people.name('mara')}:`);
  await expect(summary).toContainText(`${people.name('bea')} may not decide this step`);
  await expect(summary.getByRole('link', { name: stays })).toBeVisible();
  await expect(ada.getByLabel('Reason')).toHaveValue('On parental leave');
  await typeName(ada, 'Reassign to', 'milo');
  await ada.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(message(ada)).toContainText(`1 task was reassigned to ${people.name('milo')}.`);
  await expect(region(ada, 'Open tasks')).toContainText(`No open task waits for ${people.name('mara')}`);
});

test('a task is reassigned from its page where one is not asked', async ({ signedIn, people, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const ada = await signedIn('ada', task);
  await expect(ada.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await typeName(ada, 'Reassign to', 'milo');
  await ada.getByLabel('Reason for reassigning').fill('She is ill');
  await ada.getByRole('button', { name: 'Reassign', exact: true }).click();
  await expect(region(ada, 'Log')).toContainText(
    `${people.name('ada')}: Reassigned from ${people.name('mara')} to ${people.name('milo')}: She is ill`,
  );
  await expect(region(ada, 'Steps')).toContainText(`Waits for ${people.name('milo')} for ${people.name('mara')}`);
});
