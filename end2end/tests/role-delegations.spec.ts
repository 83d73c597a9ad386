// Lending a role, from the overview by the review to its end (R1, R6, R7, R10, R12, R15, R21). The demo's clock stands at 11 January 2028.

import { expect, test } from '../support/test';
import { answerTo, confirm, deleteDelegation, fact, fillInDelegation, heading, keep, lendRole, message, question, region } from '../support/steps';

test('a role is lent after a look at what it gives, and the proxy sees it', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Roles and Delegations' }).click();
  await expect(heading(page, 'Roles and Delegations')).toBeVisible();
  await page.getByRole('link', { name: 'Delegate a role' }).click();
  await expect(heading(page, 'Delegate a role')).toBeVisible();
  await fillInDelegation(page, 'milo', '2028-01-11', '2028-01-31');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText(`What this means. ${people.name('milo')} has Line manager from the moment you save`);
  await expect(page.locator('main')).toContainText('See, add, approve and cancel absences');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('milo');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  const lent = region(page, 'Roles and Approvals Delegated to Others').getByRole('row').filter({ hasText: people.name('milo') });
  await expect(lent).toContainText('In force');

  const milo = await signedIn('milo', '/me/roles-and-delegations');
  const received = region(milo, 'Roles Delegated to Me').getByRole('row').filter({ hasText: people.name('mara') });
  await expect(received).toContainText('11 January 2028 – 30 January 2028');
  await expect(received).toContainText('last day: Sunday 30 January 2028; end date 31 January 2028, not included');
  await expect(received.getByRole('link')).toHaveCount(0);

  await lent.getByRole('link', { name: /^Change Line manager/ }).click();
  await expect(heading(page, 'Change delegation')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(question(page)).toContainText(`${people.name('milo')} keeps Line manager`);
  await confirm(page, 'End delegation');
  await expect(message(page)).toContainText('The delegation has ended.');
  await milo.reload();
  await expect(received).toContainText('Ended');
});

test('what is wrong is said at the field, and nothing typed is lost (G6)', async ({ signedIn }) => {
  const page = await signedIn('mara');
  await fillInDelegation(page, 'zoe', '2028-02-02', '2028-02-01');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Continue' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await summary.getByRole('link', { name: /must be the same as or after 2 February 2028/ }).click();
  await expect(page.getByLabel('End date', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('zoe');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-02-02');
});

test('the review says both instants and whose data; a new end is reviewed too, and deleting can be thought better of (R6, R12, R15, R21)', async ({
  signedIn,
  people,
}) => {
  const [milo, zone] = [people.name('milo'), people.zone('mara')];
  const page = await signedIn('mara');
  const main = page.locator('main');
  await fillInDelegation(page, 'milo', '2028-02-01', '2028-02-10');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(fact(main, 'Begins')).toHaveText(`Tue 1 Feb 2028 00:00 ${zone}`);
  await expect(fact(main, 'Ends')).toHaveText(`the end of Wed 9 Feb 2028 ${zone}`);
  await expect(fact(main, 'Last day')).toHaveText('Wednesday 9 February 2028');
  await expect(fact(main, 'End date')).toHaveText('10 February 2028, not included');
  await expect(fact(main, 'Lets them')).toContainText('See, add, approve and cancel absences');
  // Ben, Bea, Tomasz and Yuki, and what is on record of Zoë, who has left.
  const first = [people.name('bea'), people.name('ben')].join(', ');
  await expect(fact(main, 'Data')).toHaveText(new RegExp(`^5 people’s that they do not reach today: ${first}, [^,]+ and 2 more$`));
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText(`Saved. ${milo} has Line manager from Tue 1 Feb 2028 00:00`);

  const others = region(page, 'Roles and Approvals Delegated to Others');
  const lent = others.getByRole('row').filter({ hasText: milo });
  await expect(lent).toContainText('Scheduled');
  await expect(lent).toContainText('1 February 2028 – 9 February 2028');
  const picture = others.getByRole('img', { name: 'Timeline of roles delegated to others. Today is 11 January 2028.' });
  await expect(picture).toHaveAccessibleName(new RegExp(`Line manager → ${milo}, Scheduled`));
  await expect(picture).toContainText(`Line manager → ${milo}`);

  await lent.getByRole('link', { name: `Change Line manager for ${milo}` }).click();
  await expect(heading(page, 'Change delegation')).toBeVisible();
  await expect(page.getByLabel('Role', { exact: true })).toHaveCount(0);
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveCount(0);
  await page.getByLabel('End date', { exact: true }).fill('2028-01-31');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Continue' }).click())).toBe(422);
  await page.getByRole('alert').getByRole('link', { name: /must be the same as or after 1 February 2028/ }).click();
  await expect(page.getByLabel('End date', { exact: true })).toBeFocused();
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-01-31');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-05');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(main).toContainText(`What this means. ${milo} has Line manager from Tue 1 Feb 2028 00:00 to the end of Fri 4 Feb 2028, ${zone}; last day: Friday 4 February 2028.`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  await expect(lent).toContainText('1 February 2028 – 4 February 2028');

  await lent.getByRole('link', { name: 'Change' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(question(page)).toContainText(`${milo} will not get Line manager.`);
  await keep(page, 'Keep it');
  await deleteDelegation(page);
  await expect(message(page).getByRole('link', { name: 'Delegate a role' })).toBeVisible();
  await expect(lent).toContainText('Cancelled');
  await expect(lent.getByRole('link')).toHaveCount(0);
  await expect(picture).toHaveAccessibleName(new RegExp(`Line manager → ${milo}, Cancelled`));
});

test('the last day is read while the dates are typed, and the box decides whether it is the end date (R6)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  const included = page.getByLabel('Include the end date');
  const line = page.locator('.last-day');
  await fillInDelegation(page, 'milo', '2028-02-01', '2028-02-10');
  await expect(included).not.toBeChecked();
  await expect(line).toHaveText('last day: Wednesday 9 February 2028 (end date 10 February 2028, not included)');
  await included.check();
  await expect(line).toHaveText('last day: Thursday 10 February 2028');
  await page.getByLabel('End date', { exact: true }).fill('');
  await expect(line).toHaveText('no end date');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-12');
  await expect(line).toHaveText('last day: Saturday 12 February 2028');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('main')).toContainText('last day: Saturday 12 February 2028.');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(included).toBeChecked();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  const lent = region(page, 'Roles and Approvals Delegated to Others').getByRole('row').filter({ hasText: people.name('milo') });
  await expect(lent).toContainText('1 February 2028 – 12 February 2028');
  await lent.getByRole('link', { name: /^Change Line manager/ }).click();
  await expect(included).toBeChecked();
  await expect(line).toHaveText('last day: Saturday 12 February 2028');
  await included.uncheck();
  await expect(line).toHaveText('last day: Friday 11 February 2028 (end date 12 February 2028, not included)');
});

test('dates are judged while they are typed, and the usual ones take one press (R1, R6)', { tag: '@scripts' }, async ({ signedIn }) => {
  const page = await signedIn('mara');
  const line = page.locator('.last-day');
  await fillInDelegation(page, 'milo', '2028-01-10', '');
  await expect(line).toHaveText('Start date must be today or later');
  await page.getByLabel('Start date').fill('2028-02-02');
  await page.getByLabel('End date', { exact: true }).fill('2028-02-01');
  await expect(line).toHaveText('End date must be the same as or after 2 February 2028');
  await page.getByRole('button', { name: 'Next Monday' }).click();
  await page.getByRole('button', { name: '1 week' }).click();
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-01-24');
  await expect(line).toHaveText('last day: Sunday 23 January 2028 (end date 24 January 2028, not included)');
  await page.getByLabel('Include the end date').check();
  await page.getByRole('button', { name: '1 week' }).click();
  await expect(page.getByLabel('End date', { exact: true })).toHaveValue('2028-01-23');
  await expect(line).toHaveText('last day: Sunday 23 January 2028');
});

test('what has begun keeps its start, and an end set to today ends it with the save (R1, R10)', async ({ signedIn, people }) => {
  // The demo's own: lent five days ago, without end.
  const name = people.name('owen');
  const page = await signedIn('mara', '/me/roles-and-delegations');
  const link = page.getByRole('link', { name: `Change Accounts payable approver for ${name}` });
  const lent = page.getByRole('row').filter({ hasText: 'Accounts payable approver' }).filter({ hasText: name });
  await expect(lent).toContainText('In force');
  await link.click();
  await expect(page.locator('main')).toContainText('and that cannot change');
  await expect(page.getByLabel('Start date')).toHaveCount(0);
  await page.getByLabel('End date', { exact: true }).fill('2028-01-10');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(422);
  await expect(page.getByRole('alert').getByRole('link', { name: /^End date must be today or later/ })).toBeVisible();
  await page.getByLabel('End date', { exact: true }).fill('2028-01-11');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(fact(page.locator('main'), 'Ends')).toHaveText('When you save');
  await expect(page.locator('main')).toContainText(`What this means. ${name} loses Accounts payable approver when you save.`);
  await expect(fact(page.locator('main'), 'Data')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText('Saved.');
  await expect(lent).toContainText('Ended');
  await expect(link).toHaveCount(0);
  const owen = await signedIn('owen', '/me/roles-and-delegations');
  await expect(region(owen, 'Roles Delegated to Me').getByRole('row').filter({ hasText: 'Accounts payable approver' })).toContainText('Ended');
});

test('the same role, proxy and days are lent once (R5, G6)', async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await lendRole(page, 'milo', '2028-02-01', '2028-02-10');
  await fillInDelegation(page, 'milo', '2028-02-09', '');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Continue' }).click())).toBe(422);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('1 February 2028');
  await summary.getByRole('link').first().click();
  await expect(page.locator(':focus')).toHaveAccessibleDescription(/1 February 2028/);
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveValue('milo');
  await expect(page.getByLabel('Start date')).toHaveValue('2028-02-09');
  // The day after is free.
  await page.getByLabel('Start date').fill('2028-02-11');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(message(page)).toContainText(`Saved. ${people.name('milo')} has Line manager from Fri 11 Feb 2028 00:00`);
});

test('what a delegation means stands beside the form while it is typed, as its review says it (R21)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  const meaning = page.locator('.delegation-meaning');
  await fillInDelegation(page, 'milo', '2028-02-01', '2028-02-10');
  await expect(meaning).toContainText(`What this means. ${people.name('milo')} has Line manager from Tue 1 Feb 2028 00:00`);
  await expect(fact(meaning, 'Last day')).toHaveText('Wednesday 9 February 2028');
  await expect(fact(meaning, 'Lets them')).toContainText('See, add, approve and cancel absences');
  await expect(fact(meaning, 'Data')).toContainText('5 people’s that they do not reach today');
  await page.getByLabel('Include the end date').check();
  await expect(fact(meaning, 'Last day')).toHaveText('Thursday 10 February 2028');
  await page.getByLabel('End date', { exact: true }).fill('2028-01-31');
  // What is wrong with the dates is said once, below them.
  await expect(page.locator('.last-day')).toHaveText('End date must be the same as or after 1 February 2028');
  await expect(meaning).toBeEmpty();
  await page.getByLabel('End date', { exact: true }).fill('');
  await expect(meaning).toContainText('What this means.');
  await expect(fact(meaning, 'Last day')).toHaveCount(0);
  await page.getByLabel('Role', { exact: true }).selectOption('');
  await expect(meaning).toBeEmpty();
  await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
  const data = await fact(meaning, 'Data').innerText();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(heading(page, 'Delegate a role')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible();
  await expect(fact(page.locator('main'), 'Data')).toHaveText(data);
  // Back in the form it is said again.
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(fact(meaning, 'Data')).toHaveText(data);
});

test('where the review stands beside the form, it is saved from there (R21)', { tag: '@scripts' }, async ({ signedIn, people }) => {
  const page = await signedIn('mara');
  await page.goto('/me/roles-and-delegations/new');
  const save = page.getByRole('button', { name: 'Save' });
  await expect(page.getByLabel('Proxy', { exact: true })).toHaveRole('combobox');
  await expect(save).toHaveCount(0);
  await fillInDelegation(page, 'milo', '2028-02-11', '2028-02-14');
  await expect(save).toBeEnabled();
  // What would be saved is what is reviewed: not before the review of the last key is there.
  await page.route('**/internal/role-delegations/review', async (route) => {
    await expect(save).toBeDisabled();
    await route.continue();
  });
  await page.getByLabel('End date', { exact: true }).fill('2028-02-15');
  await expect(fact(page.locator('.delegation-meaning'), 'Last day')).toHaveText('Monday 14 February 2028');
  await save.click();
  await expect(message(page)).toContainText(`Saved. ${people.name('milo')} has Line manager from Fri 11 Feb 2028 00:00`);
});
