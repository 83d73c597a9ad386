// Manage User Account (R16): an HR specialist acts on behalf of others, and so does whoever stands in for the specialist — for
// everybody but the specialist. The demo's clock stands at 11 January 2028.

import { type Page } from '@playwright/test';

import { delegateHrSpecialist } from '../support/in-my-name';
import { expect, test } from '../support/test';
import {
  answerTo,
  confirm,
  deleteDelegation,
  fillInDelegationFor,
  heading,
  message,
  openAccount,
  question,
  region,
  setAtSite,
} from '../support/steps';

const TO_OTHERS = 'Roles and Approvals Delegated to Others';

async function lent(page: Page, to: string) {
  return region(page, TO_OTHERS).getByRole('row').filter({ hasText: to });
}

test('an HR specialist finds a person, delegates on their behalf, changes it and ends it (R15, R16, R21, G4)', async ({ signedIn, people }) => {
  const page = await signedIn('hugo');
  await openAccount(page, people.name('milo'));
  await expect(region(page, TO_OTHERS)).toContainText(`${people.name('milo')} has delegated no role`);
  await expect(region(page, TO_OTHERS)).toContainText(`New approval tasks come to ${people.name('milo')}`);
  await expect(region(page, `${people.name('milo')}’s Roles`)).toContainText('Line manager');
  await page.getByRole('link', { name: 'Delegate a role' }).click();
  await expect(heading(page, `Delegate a role for ${people.name('milo')}`)).toBeVisible();
  await fillInDelegationFor(page, 'nadia', '2028-01-11', '2028-01-31');
  await page.getByRole('button', { name: 'Continue' }).click();
  const main = page.locator('main');
  await expect(main).toContainText(`What this means. ${people.name('nadia')} has Line manager from the moment you save`);
  await expect(main).toContainText('See, add, approve and cancel absences');
  await expect(main).toContainText(/\d+ people’s that they do not reach today/);
  await expect(main).toContainText('30 January 2028');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText(`Saved. ${people.name('nadia')} has Line manager from Tue 11 Jan 2028 10:00`);
  await expect(heading(page, 'Manage User Account')).toBeVisible();
  const row = await lent(page, people.name('nadia'));
  await expect(row).toContainText('In force');
  await expect(row).toContainText(`you for ${people.name('milo')}`);

  // The delegator sees who made it, and may change it.
  const milo = await signedIn('milo', '/me/roles-and-delegations');
  const own = await lent(milo, people.name('nadia'));
  await expect(own).toContainText(`${people.name('hugo')} for ${people.name('milo')}`);
  await own.getByRole('link', { name: /^Change Line manager/ }).click();
  await milo.getByLabel('End date', { exact: true }).fill('2028-01-30');
  await milo.getByRole('button', { name: 'Continue' }).click();
  await expect(milo.locator('main')).toContainText(`${people.name('nadia')} has Line manager from Tue 11 Jan 2028 10:00`);
  await milo.getByRole('button', { name: 'Save' }).click();
  await expect(message(milo)).toContainText('Saved.');

  // The proxy sees it and can change nothing.
  const nadia = await signedIn('nadia', '/me/roles-and-delegations');
  const received = region(nadia, 'Roles Delegated to Me').getByRole('row').filter({ hasText: people.name('milo') });
  await expect(received).toContainText(`${people.name('hugo')} for ${people.name('milo')}`);
  await expect(received.getByRole('link')).toHaveCount(0);

  await row.getByRole('link', { name: /^Change Line manager/ }).click();
  await expect(heading(page, `Change delegation for ${people.name('milo')}`)).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(question(page)).toContainText(`${people.name('nadia')} keeps Line manager`);
  await confirm(page, 'End delegation');
  await expect(message(page)).toContainText('The delegation has ended.');
  await expect(await lent(page, people.name('nadia'))).toContainText('Ended');
});

test('a specialist changes and ends what the delegator made, within the delegator’s limit, and both are told (R16-R18, G6)', async ({
  javaScriptEnabled,
  signedIn,
  people,
  prepare,
}) => {
  const [milo, nadia, hugo] = [people.name('milo'), people.name('nadia'), people.name('hugo')];
  const ada = await signedIn('ada');
  await setAtSite(ada, 'PER_USER_DELEGATION_SEND_NOTIFICATIONS', 'Y');
  await setAtSite(ada, 'PER_USER_DELEGATION_MAX_DAYS', '30');
  await prepare.roleDelegation('milo', 'nadia', '2028-02-01', '2028-02-10');

  const page = await signedIn('hugo');
  await openAccount(page, milo);
  const row = await lent(page, nadia);
  await expect(row).toContainText('Scheduled');
  await row.getByRole('link', { name: `Change Line manager for ${nadia}` }).click();
  await expect(heading(page, `Change delegation for ${milo}`)).toBeVisible();
  await page.getByLabel('End date', { exact: true }).fill('2028-03-03');
  // Where a script runs it is said while it is typed, in the words of the save.
  if (javaScriptEnabled) await expect(page.locator('.last-day')).toHaveText('End date must be 2 March 2028 or earlier');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(422);
  await expect(page.getByRole('alert')).toBeFocused();
  await page.getByRole('alert').getByRole('link', { name: 'End date must be 2 March 2028 or earlier' }).click();
  await expect(page.getByLabel('End date', { exact: true })).toBeFocused();
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-03-03');
  await page.getByLabel('End date', { exact: true }).fill('2028-03-02');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText(`What this means. ${nadia} has Line manager from Tue 1 Feb 2028 00:00 to the end of Wed 1 Mar 2028`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  await expect(row).toContainText('1 February 2028 – 1 March 2028');
  await expect(row).toContainText(milo);

  await row.getByRole('link', { name: 'Change' }).click();
  await deleteDelegation(page);
  await expect(row).toContainText('Cancelled');
  for (const username of ['milo', 'nadia']) {
    const told = await signedIn(username, '/notifications');
    const words = `The delegation of Line manager from ${milo} to ${nadia} was deleted by ${hugo}.`;
    await expect(told.getByRole('listitem').filter({ hasText: words }), username).toHaveCount(1);
  }
});

test('a single day is warned of, and the next day is one click away (R8)', async ({ signedIn }) => {
  const page = await signedIn('hugo', '/hr/accounts/milo/delegations/new');
  await fillInDelegationFor(page, 'nadia', '2028-01-11', '2028-01-11');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText('It ends with the next run of the job after it has begun: on Tue 11 Jan 2028 10:15');
  await page.getByRole('button', { name: 'End on 12 January 2028' }).click();
  await expect(page.locator('main')).toContainText('last day: Tuesday 11 January 2028.');
  await expect(page.getByText('A single day.')).toHaveCount(0);
});

test('what is wrong is said for the delegator, and nothing typed is lost (R16, G6)', async ({ signedIn }) => {
  const page = await signedIn('hugo', '/hr/accounts/milo/delegations/new');
  await fillInDelegationFor(page, 'hugo', '2028-02-02', '2028-02-01');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Continue' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /You cannot be the proxy/ }).click();
  await expect(page.getByLabel('Proxy', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('hugo');
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-02-01');
});

test('whoever stands in for the specialist acts for everybody but the specialist (R3, R16, G9)', async ({ signedIn, people }) => {
  const hugo = await delegateHrSpecialist(signedIn);

  const lena = await signedIn('lena');
  await openAccount(lena, people.name('milo'));
  await lena.goto('/hr/accounts?q=hugo');
  await expect(lena.getByText('Nobody matches')).toBeVisible();
  expect((await lena.goto('/hr/accounts/hugo'))?.status()).toBe(404);
  expect((await lena.goto('/hr/accounts/hugo/delegations/new'))?.status()).toBe(404);

  await hugo.getByRole('link', { name: /^Change HR specialist/ }).click();
  await deleteDelegation(hugo);
  expect((await lena.goto('/hr/accounts'))?.status()).toBe(403);
});

test('the picker of proxies offers only those whom the delegator sees (R4)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const ada = await signedIn('ada', '/setup/profile-values?code=PUBLIC_PERSON_SECURITY_PROFILE&add=yes');
  await ada.getByLabel('Profile Value', { exact: true }).fill('SAME_DEPARTMENT');
  await ada.getByRole('button', { name: 'Save and Close' }).click();
  await expect(message(ada)).toContainText('SAME_DEPARTMENT');
  for (const [username, path] of [['mara', '/me/roles-and-delegations/new'], ['hugo', '/hr/accounts/mara/delegations/new']] as const) {
    const page = await signedIn(username, path);
    const picker = page.getByRole('combobox', { name: 'Proxy' });
    const offered = page.getByRole('listbox', { name: 'People' }).getByRole('option');
    await picker.pressSequentially('bea');
    await expect(offered).toContainText([people.name('bea')]);
    await picker.fill('');
    // Milo works in another department.
    await picker.pressSequentially('milo');
    await expect(page.getByText('Nobody found.')).toBeVisible();
    await expect(offered).toHaveCount(0);
  }
});
