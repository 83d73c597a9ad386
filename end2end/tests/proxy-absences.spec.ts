// What a proxy sees and does in somebody's place, and how it ends (R11, R13-R15, D, G4, G9). The demo's clock begins at
// 11 January 2028.

import { expect, test } from '../support/test';
import {
  absence,
  deleteDelegation,
  heading,
  lendRole,
  message,
  region,
  requestAbsence,
  runJob,
  switchScheduleOff,
  answerTo,
  confirm,
  question,
} from '../support/steps';

const DAYS = '7 February 2028 – 11 February 2028';
const NADIA_DAYS = '14 February 2028 – 18 February 2028';

test('a proxy acts for the delegator until the last day is over, and at the next request all is gone (R11, R15, G4, G9)', async ({
  signedIn,
  people,
  clock,
  prepare,
}) => {
  const [bea, mara] = [people.name('bea'), people.name('mara')];
  // In the evening, so that no session rests too long until the delegation is over.
  clock.set('2028-01-11T20:00:00Z');
  const admin = await signedIn('ada');
  await switchScheduleOff(admin);
  const ben = await signedIn('ben');
  await requestAbsence(ben, '2028-02-07', '2028-02-11');
  await prepare.roleDelegation('mara', 'bea', '2028-01-11', '2028-01-12');

  const page = await signedIn('bea');
  await requestAbsence(page, '2028-03-06', '2028-03-10');
  const navigator = page.getByRole('navigation', { name: 'Navigator' });
  await navigator.getByRole('link', { name: 'Roles and Delegations' }).click();
  const received = region(page, 'Roles Delegated to Me');
  const lent = received.getByRole('row').filter({ hasText: '11 January 2028' });
  await expect(lent).toContainText(mara);
  await expect(lent).toContainText('In force');
  await expect(received.getByRole('link')).toHaveCount(0);
  await expect(received.getByRole('button')).toHaveCount(0);

  await navigator.getByRole('link', { name: 'Absences', exact: true }).click();
  await expect(heading(page, 'My Team: Absences')).toBeVisible();
  const section = `For ${mara}`;
  await expect(region(page, section)).toBeVisible();
  await expect(region(page, 'My reports')).toHaveCount(0);
  // Her own record lies in the hierarchy: it is shown, and she cannot approve it (D).
  const own = absence(page, section, bea, '6 March 2028 – 10 March 2028');
  await expect(own).toContainText('Requested');
  await expect(own.getByRole('button')).toHaveText(['Cancel']);
  const asked = absence(page, section, people.name('ben'), DAYS);
  await asked.getByRole('button', { name: 'Approve' }).click();
  await expect(message(page)).toHaveText(`Approved for ${people.name('ben')}: Vacation, ${DAYS}.`);
  await expect(asked).toContainText(`Approved by ${bea} for ${mara}`);

  const form = region(page, 'A new absence');
  await form.getByLabel('Person').fill('yuki');
  await form.getByLabel('Kind').selectOption('sick_leave');
  await form.getByLabel('Start date').fill('2028-01-12');
  await form.getByLabel('End date', { exact: true }).fill('2028-01-13');
  await page.getByRole('button', { name: 'Add absence' }).click();
  await expect(message(page)).toContainText(`Added for ${people.name('yuki')}: Sick leave`);
  await expect(absence(page, section, people.name('yuki'), '12 January 2028 – 13 January 2028')).toContainText(`Recorded by ${bea} for ${mara}`);
  await ben.reload();
  await expect(region(ben, 'On record')).toContainText(`Approved by ${bea} for ${mara}`);
  await admin.goto('/admin/audit?person=bea&action=absence.approved');
  await expect(admin.getByRole('row').nth(1)).toContainText(`${bea} for ${mara}`);

  // The end date is not included: at its start all is gone, whether or not the job has run (R11).
  await page.goto('/team/absences');
  await expect(region(page, section)).toBeVisible();
  const late = absence(page, section, people.name('yuki'), '12 January 2028 – 13 January 2028').getByRole('button', { name: 'Cancel' });
  await late.click();
  await expect(question(page)).toBeVisible();
  clock.set('2028-01-12T00:01:00Z');
  expect(await answerTo(page, () => confirm(page, 'Cancel absence'))).toBe(403);
  await expect(heading(page, 'You do not have access to this page')).toBeVisible();
  await expect(navigator.getByRole('link', { name: 'Absences', exact: true })).toHaveCount(0);
  expect((await page.goto('/team/absences'))?.status()).toBe(403);
  await expect(page.locator('main')).not.toContainText(people.name('ben'));
  await navigator.getByRole('link', { name: 'Roles and Delegations' }).click();
  await expect(lent).toContainText('Ended');
  await runJob(admin);
  await expect(message(admin)).toContainText('1 ended');
  const yuki = await signedIn('yuki', '/me/absences');
  const kept = region(yuki, 'On record').getByRole('row').filter({ hasText: '12 January 2028 – 13 January 2028' });
  await expect(kept).toContainText('Approved');
});

test('a manager who stands in sees both hierarchies apart, and acts in the right place (R13, R14, G4, G9)', async ({ signedIn, people, prepare }) => {
  const [milo, mara] = [people.name('milo'), people.name('mara')];
  await prepare.absence('ben', '2028-02-07', '2028-02-11');
  await prepare.absence('nadia', '2028-02-14', '2028-02-18');
  const owner = await signedIn('mara');
  await lendRole(owner, 'milo', '2028-01-11', '');

  const page = await signedIn('milo', '/team/absences');
  const section = `For ${mara}`;
  await expect(absence(page, 'My reports', people.name('ben'), DAYS)).toHaveCount(0);
  await expect(absence(page, section, people.name('nadia'), NADIA_DAYS)).toHaveCount(0);
  const own = absence(page, 'My reports', people.name('nadia'), NADIA_DAYS);
  await own.getByRole('button', { name: 'Approve' }).click();
  await expect(own).toContainText(`Approved by ${milo}`);
  await expect(own).not.toContainText(`for ${mara}`);
  await absence(page, section, people.name('ben'), DAYS).getByRole('button', { name: 'Approve' }).click();
  await expect(absence(page, section, people.name('ben'), DAYS)).toContainText(`Approved by ${milo} for ${mara}`);

  // In whose place a new one is recorded is asked, and what does not fit is said at its field.
  const form = region(page, 'A new absence');
  await form.getByLabel('Person').fill('yuki');
  await form.getByLabel('Section').selectOption('My reports');
  await form.getByLabel('Kind').selectOption('other');
  await form.getByLabel('Start date').fill('2028-01-17');
  await form.getByLabel('End date', { exact: true }).fill('2028-01-17');
  await page.getByRole('button', { name: 'Add absence' }).click();
  await expect(message(page)).toContainText(`Added for ${people.name('yuki')}: Other, 17 January 2028`);
  await expect(absence(page, section, people.name('yuki'), '17 January 2028')).toContainText(`Recorded by ${milo} for ${mara}`);

  await page.getByLabel('Search').fill('nadia');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(own).toBeVisible();
  await expect(region(page, section)).toContainText('Nothing matches these filters');
  await page.getByRole('link', { name: 'Remove filter Search: nadia' }).click();
  await expect(absence(page, section, people.name('ben'), DAYS)).toBeVisible();

  await owner.getByRole('link', { name: `Change Line manager for ${milo}` }).click();
  await deleteDelegation(owner);
  await page.reload();
  await expect(own).toBeVisible();
  await expect(region(page, section)).toHaveCount(0);
  await expect(page.locator('main')).not.toContainText(people.name('ben'));
});
