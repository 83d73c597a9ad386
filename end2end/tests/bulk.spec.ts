// Several tasks at once, the filters, and the lists beside the open tasks (T14, T16).

import { requestTitle } from '../support/roles';
import { heading, message, requestRole, taskLine } from '../support/steps';
import { expect, test } from '../support/test';

test('ticked tasks are approved for one reason', async ({ signedIn, people, prepare }) => {
  const titles = [
    requestTitle('payroll_viewer', people.name('ben')),
    requestTitle('payroll_viewer', people.name('bea')),
    requestTitle('ledger_editor', people.name('ben')),
  ] as const;
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'ledger_editor');
  await prepare.request('bea', 'payroll_viewer');
  const page = await signedIn('mara');
  for (const title of titles.slice(0, 2)) {
    await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  }
  await page.getByLabel('Reason for all of them').fill('Quarter end');
  await page.getByRole('button', { name: 'Approve ticked' }).click();
  await expect(message(page)).toContainText('2 tasks are approved.');
  await expect(taskLine(page, titles[0])).toHaveCount(0);
  await expect(taskLine(page, titles[1])).toHaveCount(0);
  await expect(taskLine(page, titles[2])).toBeVisible();
  await page.getByRole('link', { name: 'Decided by me' }).click();
  await expect(taskLine(page, titles[0])).toContainText('Quarter end');
});

test('what is refused is said, with a link, and the rest is done', async ({ signedIn, people, prepare }) => {
  const [fine, gone] = [requestTitle('payroll_viewer', people.name('ben')), requestTitle('crm_user', people.name('ben'))];
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'crm_user');
  const page = await signedIn('mara');
  await page.getByRole('checkbox', { name: `Select ${fine}`, exact: true }).check();
  await page.getByRole('checkbox', { name: `Select ${gone}`, exact: true }).check();
  // A reason is needed to deny the second.
  await page.getByRole('button', { name: 'Deny ticked' }).click();
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('1 of 2 tasks is denied, 1 failed:');
  await expect(summary).toContainText('Enter a reason for denying');
  await expect(page.getByRole('checkbox', { name: `Select ${gone}`, exact: true })).toBeChecked();
  await expect(taskLine(page, fine)).toHaveCount(0);
  await summary.getByRole('link', { name: gone }).click();
  await expect(heading(page, gone)).toBeVisible();
});

test('all on the page are ticked without a script, and nothing ticked is said', async ({ signedIn, prepare }) => {
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'ledger_editor');
  const page = await signedIn('mara');
  await page.getByRole('button', { name: 'Approve ticked' }).click();
  await expect(page.getByRole('alert')).toContainText('Tick at least one task');
  await page.getByRole('link', { name: 'Tick all on this page' }).click();
  const boxes = page.getByRole('checkbox', { name: /^Select / });
  expect(await boxes.count()).toBeGreaterThan(1);
  for (const box of await boxes.all()) {
    await expect(box).toBeChecked();
  }
});

test('what one covers for others is found by their name; the requester sees who covers (T16)', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.delegate('mara', 'bea');
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await ben.goto('/');
  await ben.getByRole('link', { name: 'My requests' }).click();
  await expect(taskLine(ben, title)).toContainText(`${people.name('bea')} for ${people.name('mara')}`);
  const page = await signedIn('bea');
  await page.getByText('More filters').click();
  await page.getByLabel('For', { exact: true }).fill('mara');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(taskLine(page, title)).toContainText(`for ${people.name('mara')}`);
  await page.getByRole('link', { name: 'Remove filter For: mara' }).click();
  await expect(page).toHaveURL(/\/$/);
  await page.goto('/?for=milo');
  await expect(page.locator('main')).toContainText('No task matches these filters');
});
