// Several tasks at once, the filters, and the lists beside the open tasks (T14, T16).

import { requestTitle } from '../support/roles';
import { confirm, heading, holdScripts, message, question, requestRole, taskLine, untilItAsks } from '../support/steps';
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
  await expect(page.getByRole('heading', { name: 'Deny 2 tasks?', exact: true })).toBeVisible();
  await expect(question(page)).toContainText('2 requests are denied');
  await expect(question(page)).toContainText('Needed for 1 of them, which is not denied without it.');
  await confirm(page, 'Deny 2 tasks');
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

test('denying what is ticked asks with the number, and keeping leaves it ticked (T14, G6)', async ({ signedIn, people, prepare }) => {
  const titles = [requestTitle('payroll_viewer', people.name('ben')), requestTitle('ledger_editor', people.name('ben'))] as const;
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'ledger_editor');
  await prepare.request('bea', 'payroll_viewer');
  const page = await signedIn('mara', '/profile');
  // Before the script runs it is a page: the list comes back filtered and ticked as it was.
  const scripts = await holdScripts(page);
  await page.goto('/?subject=ben', { waitUntil: 'commit' });
  for (const title of titles) await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  await page.getByLabel('Reason for all of them').fill('Not this quarter');
  await page.getByRole('button', { name: 'Deny ticked' }).click();
  await expect(heading(page, 'Deny 2 tasks?')).toBeVisible();
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue('Not this quarter');
  scripts.release();
  await page.getByRole('button', { name: 'Keep them open' }).click();
  await expect(heading(page, 'My tasks')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Remove filter Subject: ben' })).toBeVisible();
  for (const title of titles) await expect(page.getByRole('checkbox', { name: `Select ${title}`, exact: true })).toBeChecked();
  await expect(page.getByLabel('Reason for all of them')).toHaveValue('Not this quarter');
  await page.getByRole('button', { name: 'Deny ticked' }).click();
  await confirm(page, 'Deny 2 tasks');
  await expect(message(page)).toContainText('2 tasks are denied.');
  for (const title of titles) await expect(taskLine(page, title)).toHaveCount(0);
  await expect(taskLine(page, requestTitle('payroll_viewer', people.name('bea')))).toBeVisible();
});

test('one tick asks too, in a dialog, and nothing ticked is said on the page @scripts', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('bea', 'payroll_viewer');
  const page = await signedIn('mara', '/');
  await prepare.request('ben', 'payroll_viewer');
  await page.reload();
  await untilItAsks(page);
  await page.getByRole('button', { name: 'Deny ticked' }).click();
  await expect(page.getByRole('alert')).toContainText('Tick at least one task');
  await untilItAsks(page);
  await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  await page.getByRole('button', { name: 'Deny ticked' }).click();
  await expect(page.getByRole('dialog', { name: `Deny “${title}”?` })).toBeVisible();
  await confirm(page, 'Deny request', 'Not this quarter');
  await expect(message(page)).toContainText(`“${title}” is denied.`);
});
