// Withdrawing a request (T13).

import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { answerTo, confirm, message, question, region, state, taskLine } from '../support/steps';

test('who asked cancels their own request, with a reason', async ({ signedIn, people, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  const page = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await page.getByRole('button', { name: 'Cancel request' }).click();

  // A reason is needed, and said so at its field (G6).
  expect(await answerTo(page, () => confirm(page, 'Cancel request'))).toBe(422);
  await expect(page).toHaveTitle(/^Error: /);
  await expect(page.getByRole('alert')).toBeFocused();
  const said = page.getByRole('alert').getByRole('link', { name: 'Enter a reason for cancelling' });
  await said.click();
  const reason = page.getByLabel('Reason', { exact: true });
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription(/Enter a reason for cancelling/);

  await reason.fill('I asked for the wrong role');
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await expect(message(page)).toContainText('The request is cancelled.');
  await expect(state(page)).toHaveText('Cancelled');
  await expect(region(page, 'Log')).toContainText(`${people.name('ben')}: Cancelled: I asked for the wrong role`);
  await expect(page.getByRole('button', { name: 'Cancel request' })).toHaveCount(0);
  await expect(message(page).getByRole('link', { name: 'Back to My tasks' })).toBeVisible();
  await expect(taskLine(await signedIn('mara'), title)).toHaveCount(0);
});

test('a reason that is too long comes back whole', async ({ signedIn, prepare }) => {
  const page = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await page.getByRole('button', { name: 'Cancel request' }).click();
  const long = 'because '.repeat(300);
  await confirm(page, 'Cancel request', long);
  await expect(page.getByRole('alert')).toContainText('must be 2000 characters or fewer');
  await expect(page.getByLabel('Reason', { exact: true })).toHaveValue(long);
});

test('a super administrator cancels any task, with a reason', async ({ signedIn, people, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const asBen = await signedIn('ben', task);
  const page = await signedIn('ada', task);
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await confirm(page, 'Cancel request', 'The role is being retired');
  await expect(state(page)).toHaveText('Cancelled');
  await asBen.goto('/notifications');
  await expect(asBen.locator('main')).toContainText(
    `“${requestTitle('payroll_viewer', people.name('ben'))}” was cancelled: The role is being retired`,
  );
});

test('the approver cannot cancel', async ({ signedIn, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const page = await signedIn('mara', task);
  await expect(page.getByRole('button', { name: 'Cancel request', includeHidden: true })).toHaveCount(0);
  const sent = await page.request.post(task, {
    form: { action: 'cancel', reason: 'No' },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(sent.status()).toBe(403);
  await page.reload();
  await expect(state(page)).toHaveText('Open');
});

test('a request that is decided can no longer be cancelled', async ({ signedIn, people, prepare }) => {
  const page = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await page.getByRole('button', { name: 'Cancel request' }).click();
  await question(page).getByLabel('Reason', { exact: true }).fill('Never mind');
  const manager = await signedIn('mara');
  await taskLine(manager, requestTitle('payroll_viewer', people.name('ben'))).getByRole('button', { name: 'Approve' }).click();
  await expect(message(manager)).toContainText('is approved');
  expect(await answerTo(page, () => confirm(page, 'Cancel request'))).toBe(409);
  await expect(page.getByRole('alert')).toContainText('was approved already');
  await expect(state(page)).toHaveText('Approved');
});
