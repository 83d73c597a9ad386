// Done in my name (R23): a proxy changes people's rights, the delegator is told at once, sees it, and ends the delegation from
// there. The demo's clock stands at 11 January 2028.

import { delegateHrSpecialist, delegateInHisName } from '../support/in-my-name';
import { expect, test } from '../support/test';
import { answerTo, confirm, heading, keep, message, question, region } from '../support/steps';

const TITLE = 'Done in my name';

test('what a proxy does is told at once, stands in the region, and the delegation is ended there (R18, R23)', async ({ signedIn, people }) => {
  const [milo, nadia, lena] = [people.name('milo'), people.name('nadia'), people.name('lena')];
  const hugo = await delegateHrSpecialist(signedIn);
  await expect(region(hugo, TITLE)).toContainText('Nothing was done in your name');
  const bell = hugo.getByRole('link', { name: /^Notifications/ });
  await hugo.goto('/notifications');
  const before = await hugo.getByRole('listitem').filter({ hasText: 'for you, through the role' }).count();
  expect(before).toBe(0);

  await delegateInHisName(signedIn);
  await hugo.goto('/');
  await expect(bell).toContainText(/\d/);
  await bell.click();
  const words = `${lena} delegated Line manager of ${milo} to ${nadia} for you, through the role HR specialist that you delegated.`;
  await hugo.getByRole('link', { name: words }).click();
  await expect(heading(hugo, 'Roles and Delegations')).toBeVisible();

  const done = region(hugo, TITLE).getByRole('row').filter({ hasText: lena });
  await expect(done).toHaveCount(1);
  await expect(done).toContainText(`Delegated Line manager of ${milo} to ${nadia}`);
  await expect(done).toContainText(`On the record of ${milo} (milo)`);
  await expect(done).toContainText('Tue 11 Jan 2028');
  await expect(done).toContainText('HR specialist');

  // One confirmation, thought better of at first.
  await done.getByRole('button', { name: 'End delegation' }).click();
  await expect(hugo.getByRole('heading', { name: `End the delegation of HR specialist to ${lena}?` })).toBeVisible();
  await expect(question(hugo)).toContainText(`${lena} loses HR specialist at once, whatever the dates. The role reaches the records of everyone`);
  await keep(hugo, 'Keep it');
  await expect(heading(hugo, 'Roles and Delegations')).toBeVisible();
  await done.getByRole('button', { name: 'End delegation' }).press('Enter');
  await expect(question(hugo)).toBeVisible();
  expect(await answerTo(hugo, () => confirm(hugo, 'End delegation'))).toBe(303);
  await expect(message(hugo)).toContainText('The delegation has ended.');
  await expect(done).toContainText('no longer delegated');
  await expect(done.getByRole('button')).toHaveCount(0);

  const account = await signedIn('lena', '/hr/accounts/milo');
  await expect(account.getByRole('heading', { level: 1 })).not.toHaveText('Manage User Account');
});

test('all of it has a page of its own, filtered by who did it (R23)', async ({ signedIn, people }) => {
  const hugo = await delegateHrSpecialist(signedIn);
  await delegateInHisName(signedIn);
  await hugo.goto('/me/roles-and-delegations/done-in-my-name');
  await expect(heading(hugo, TITLE)).toBeVisible();
  await hugo.getByLabel('Who').selectOption('lena');
  await hugo.getByRole('button', { name: 'Apply' }).click();
  await expect(hugo.getByRole('link', { name: `Who: ${people.name('lena')}` })).toBeVisible();
  await expect(hugo.getByRole('row').filter({ hasText: people.name('lena') })).toHaveCount(1);
});
