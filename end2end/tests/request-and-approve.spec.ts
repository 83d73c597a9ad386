// The main job: somebody asks for a role while their manager is away, and the manager's delegate decides.

import { expect, test } from '../support/test';
import { requestTitle } from '../support/roles';
import { heading, message, nameDelegate, region, requestRole, state, taskLine } from '../support/steps';

test('a request goes to the delegate, who approves it, and the role is granted (T5, T9, T13, T16)', async ({
  people,
  signedIn,
}) => {
  const [ben, bea, mara] = [people.name('ben'), people.name('bea'), people.name('mara')];
  const title = requestTitle('payroll_viewer', ben);
  const asMara = await signedIn('mara');
  await nameDelegate(asMara, 'bea');
  await expect(region(asMara, 'Delegate tasks')).toContainText(`${bea} gets your new tasks`);

  const asBen = await signedIn('ben');
  const task = await requestRole(asBen, 'payroll_viewer');
  await expect(heading(asBen, title)).toBeVisible();
  await expect(state(asBen)).toHaveText('Open');
  await expect(region(asBen, 'Steps')).toContainText(`Waits for ${bea} for ${mara}`);
  // The log says why it is hers.
  await expect(region(asBen, 'Log')).toContainText(`${mara}’s tasks go to ${bea}`);
  await expect(region(asBen, 'Log')).toContainText(`Assigned to ${bea} for ${mara}`);
  // Who asks does not decide.
  await expect(asBen.getByRole('button', { name: 'Approve' })).toHaveCount(0);

  const asBea = await signedIn('bea');
  await expect(taskLine(asBea, title)).toContainText(`for ${mara}`);
  await asBea.getByRole('link', { name: title, exact: true }).click();
  await expect(region(asBea, 'Your decision')).toContainText(`You decide for ${mara}.`);
  await asBea.getByRole('button', { name: 'Approve' }).click();
  await expect(message(asBea)).toContainText('is approved and carried out');

  await asBen.reload();
  await expect(state(asBen)).toHaveText('Approved');
  await expect(region(asBen, 'Steps')).toContainText(`${bea} for ${mara}`);
  await expect(region(asBen, 'Log')).toContainText(`${bea} for ${mara}: Approved`);
  await expect(region(asBen, 'Log')).toContainText('Payroll viewer was granted');

  // Ben holds it now: asking again is refused, in words at the field.
  await asBen.goto('/requests/new');
  await asBen.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
  await asBen.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(asBen.getByRole('alert')).toContainText(`${ben} holds Payroll viewer already`);
  await expect(asBen.getByLabel('Role', { exact: true })).toHaveValue('payroll_viewer');

  // Mara, whose task it would have been, can still read it.
  await asMara.goto(task);
  await expect(heading(asMara, title)).toBeVisible();
  await expect(state(asMara)).toHaveText('Approved');
});

test('everybody concerned is told (T9, T16)', async ({ people, signedIn, prepare }) => {
  const [ben, bea, mara] = [people.name('ben'), people.name('bea'), people.name('mara')];
  const title = requestTitle('payroll_viewer', ben);
  const asMara = await signedIn('mara');
  await nameDelegate(asMara, 'bea');
  const asBen = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  const newest = 'main li >> nth=0';

  const asBea = await signedIn('bea', '/notifications');
  await expect(asBea.locator(newest)).toContainText(`“${title}” waits for you: you stand in for ${mara}.`);
  await expect(asBea.locator('main')).toContainText(`You are now ${mara}’s delegate.`);
  await asMara.goto('/notifications');
  await expect(asMara.locator(newest)).toContainText(`“${title}” went to ${bea}, who stands in for you.`);

  await asBea.getByRole('link', { name: `“${title}” waits for you` }).click();
  await asBea.getByRole('button', { name: 'Approve' }).click();
  await asBen.goto('/notifications');
  await expect(asBen.locator(newest)).toContainText(`“${title}” was approved.`);
  await expect(asBen.locator(newest)).toContainText('New');
});

test('without the copy ticked the owner is not told (T9)', async ({ people, signedIn, prepare }) => {
  const asMara = await signedIn('mara', '/profile/delegate');
  await asMara.getByLabel('Delegate', { exact: true }).fill('bea');
  await asMara.getByLabel('Keep sending me a copy').uncheck();
  await asMara.getByRole('button', { name: 'Save' }).click();
  await expect(region(asMara, 'Delegate tasks')).toContainText('You get no copy');
  await prepare.request('ben', 'payroll_viewer');
  await asMara.goto('/notifications');
  await expect(asMara.locator('main')).not.toContainText(requestTitle('payroll_viewer', people.name('ben')));
});

test('a step that blocks delegation stays with the manager, and the log names the block (T5)', async ({
  people,
  signedIn,
  prepare,
}) => {
  const [bea, mara] = [people.name('bea'), people.name('mara')];
  const title = requestTitle('ledger_editor', people.name('ben'));
  const asMara = await signedIn('mara');
  await nameDelegate(asMara, 'bea');
  const asBen = await signedIn('ben', await prepare.request('ben', 'ledger_editor'));
  await expect(region(asBen, 'Steps')).toContainText('Delegation disabled');
  await expect(region(asBen, 'Log')).toContainText(`${mara}’s tasks go to ${bea}, but this step does not allow delegation`);
  await expect(region(asBen, 'Log')).toContainText(`Assigned to ${mara}`);

  await asMara.goto('/');
  await expect(taskLine(asMara, title)).toContainText('delegation disabled');
  const asBea = await signedIn('bea');
  await expect(taskLine(asBea, title)).toHaveCount(0);
});

test('a task open when the rule begins stays with its owner (T3, T7)', async ({ people, signedIn, prepare }) => {
  const title = requestTitle('payroll_viewer', people.name('ben'));
  await prepare.request('ben', 'payroll_viewer');
  const asMara = await signedIn('mara');
  await nameDelegate(asMara, 'bea');
  await expect(message(asMara)).toContainText(/open tasks? stays? with you/);
  await region(asMara, 'Delegate tasks').getByRole('link', { name: /open tasks? stays? with you/ }).click();
  await expect(taskLine(asMara, title)).toBeVisible();
  const asBea = await signedIn('bea');
  await expect(taskLine(asBea, title)).toHaveCount(0);
});

test('two steps: the manager, then a holder of a role (T10, T11)', async ({ people, signedIn, prepare }) => {
  const title = requestTitle('ap_approver', people.name('ben'));
  const task = await prepare.request('ben', 'ap_approver');
  const asBen = await signedIn('ben', task);
  await expect(region(asBen, 'Steps').getByRole('listitem')).toHaveCount(2);
  await expect(region(asBen, 'Steps').getByRole('listitem').nth(1)).toContainText('Waiting');

  // The second step's turn has not come.
  const asInes = await signedIn('ines');
  await expect(taskLine(asInes, title)).toHaveCount(0);

  const asMara = await signedIn('mara');
  await taskLine(asMara, title).getByRole('button', { name: 'Approve' }).click();
  await expect(message(asMara)).toContainText('goes on to its next step');
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Open');
  await expect(region(asBen, 'Steps').getByRole('listitem').nth(0)).toContainText('Approved');
  await expect(region(asBen, 'Steps').getByRole('listitem').nth(1)).toContainText('everyone who holds IT security manager');

  await asInes.goto(task);
  await asInes.getByRole('button', { name: 'Approve' }).click();
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Approved');
  await expect(region(asBen, 'Log')).toContainText('Accounts payable approver was granted');
});

test('who decided the first step may not decide the second (T5, distinct approvers)', async ({ people, signedIn, prepare }) => {
  await people.addRole('mara', 'it_security_manager');
  const task = await prepare.request('ben', 'ap_approver');
  const asBen = await signedIn('ben', task);
  const asMara = await signedIn('mara', task);
  await asMara.getByRole('button', { name: 'Approve' }).click();
  await expect(region(asMara, 'Steps').getByRole('listitem').nth(1)).toContainText('Open');
  // Not offered, and refused if it is sent all the same.
  await expect(asMara.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  const sent = await asMara.request.post(task, {
    form: { action: 'approve' },
    headers: { origin: new URL(asMara.url()).origin },
  });
  expect(sent.status()).toBe(403);
  await asBen.reload();
  await expect(state(asBen)).toHaveText('Open');
});
