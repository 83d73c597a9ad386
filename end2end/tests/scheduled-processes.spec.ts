// Tools › Scheduled Processes (J1-J3): when the job runs, what a run did, and how far each request is. The demo's clock begins at
// 11 January 2028, 10:00.

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, fact, heading, message, region, runJob, setAtSite, switchScheduleOff } from '../support/steps';

const JOB = 'Send Pending LDAP Requests';
const SCHEDULE = 'SEND_PENDING_LDAP_REQUESTS_SCHEDULE';

async function openTools(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Scheduled Processes' }).click();
  await expect(heading(page, 'Scheduled Processes')).toBeVisible();
}

test('"Run now" begins what is due, and the run stands there with its counts (J1, J2, R9)', async ({ signedIn, people, clock, prepare }) => {
  clock.set('2028-01-11T20:00:00Z');
  const page = await signedIn('ada');
  await switchScheduleOff(page);
  await openTools(page);
  await expect(fact(region(page, JOB), 'Schedule')).toHaveText('By hand only');
  await expect(fact(region(page, JOB), 'Next run')).toHaveText('Not by itself');
  await expect(fact(region(page, JOB), 'Directory')).toContainText('requests are done inside Locum and end as Suppressed');

  await prepare.roleDelegation('mara', 'milo', '2028-01-12', '2028-01-20');
  await page.goto('/tools/scheduled-processes?person=milo');
  const requests = region(page, 'Requests');
  const about = `Line manager, ${people.name('mara')} to ${people.name('milo')}`;
  const begin = requests.getByRole('row').filter({ hasText: `Begin delegation${about}` });
  const end = requests.getByRole('row').filter({ hasText: `End delegation${about}` });
  await expect(begin).toContainText('Wed 12 Jan 2028 00:00');
  await expect(begin).toContainText('Pendingwaits for its day');
  await expect(end).toContainText('Thu 20 Jan 2028 00:00');

  clock.set('2028-01-12T00:05:00Z');
  await runJob(page);
  await expect(message(page)).toContainText(/^The job has run: .*\b1 begun\b/);
  const runs = region(page, 'Runs');
  const newest = runs.getByRole('row').nth(1);
  await expect(newest).toContainText('Wed 12 Jan 2028 00:05');
  await expect(newest).toContainText(people.name('ada'));
  await expect(newest).toContainText('1 begun');
  await page.goto('/tools/scheduled-processes?person=milo');
  await expect(begin).toContainText('Suppressed');
  await expect(end).toContainText('Pendingwaits for its day');
  const milo = await signedIn('milo', '/me/roles-and-delegations');
  await expect(region(milo, 'Roles Delegated to Me').getByRole('row').filter({ hasText: people.name('mara') })).toContainText('In force');

  // What is done is not done again (J4).
  await runJob(page);
  await expect(message(page)).toHaveText('The job has run: nothing was due.');
  await expect(newest).toContainText('nothing was due');
  await page.goto('/admin/audit?person=ada&action=job.run_by_hand');
  await expect(page.getByRole('row').filter({ hasText: 'job.run_by_hand' })).toHaveCount(2);
});

test('requests are filtered by state, kind and person, and each filter is taken away again (J1, J3)', async ({ signedIn, people, prepare }) => {
  await prepare.roleDelegation('mara', 'milo', '2028-02-01', '2028-02-10');
  const page = await signedIn('ada');
  await openTools(page);
  const requests = region(page, 'Requests');
  await requests.getByLabel('State').selectOption('Pending');
  await requests.getByLabel('Kind').selectOption('Begin delegation');
  await requests.getByLabel('Person').fill('milo');
  await requests.getByRole('button', { name: 'Apply' }).click();
  await expect(requests.getByRole('rowheader')).toHaveText([`Begin delegationLine manager, ${people.name('mara')} to ${people.name('milo')}`]);
  await page.getByRole('link', { name: 'Remove filter Kind: Begin delegation' }).click();
  const newest = requests.getByRole('rowheader');
  await expect(newest.nth(0)).toContainText('End delegation');
  await expect(newest.nth(1)).toContainText('Begin delegation');
  await expect(requests.getByLabel('State')).toHaveValue('pending');
  await requests.getByLabel('State').selectOption('Faulted');
  await requests.getByRole('button', { name: 'Apply' }).click();
  await expect(requests).toContainText('No request matches');
  await requests.getByRole('link', { name: 'Show all of them' }).click();
  await expect(requests.getByLabel('Person')).toHaveValue('');
  await requests.getByLabel('Person').fill('nobody-at-all');
  await requests.getByRole('button', { name: 'Apply' }).click();
  await expect(requests.getByLabel('Person')).toHaveAccessibleDescription('Nobody has the username “nobody-at-all”');
  await expect(requests.getByLabel('Person')).toHaveValue('nobody-at-all');
});

test('the schedule and the next run stand there in words; a wrong one is refused, and the old one stays (J1, R19, G6)', async ({ signedIn }) => {
  const page = await signedIn('ada');
  await openTools(page);
  const job = region(page, JOB);
  await expect(fact(job, 'Schedule')).toContainText('Every 15 minutes.');
  await expect(fact(job, 'Schedule')).toContainText('*/15 * * * *, on the clocks of Etc/UTC');
  await expect(fact(job, 'Next run')).toHaveText('Tue 11 Jan 2028 10:15 Etc/UTC');

  await setAtSite(page, SCHEDULE, '30 6 * * 1-5');
  await openTools(page);
  await expect(fact(job, 'Schedule')).toContainText('30 6 * * 1-5, on the clocks of Etc/UTC');
  await expect(fact(job, 'Next run')).toHaveText('Wed 12 Jan 2028 06:30 Etc/UTC');

  for (const wrong of ['every quarter of an hour', '61 6 * * *', '30 6 30 2 *']) {
    await page.goto(`/setup/profile-values?code=${SCHEDULE}`);
    await region(page, 'Profile Values').getByRole('row').filter({ hasText: 'Site' }).getByRole('link', { name: 'Edit' }).click();
    const value = page.getByLabel('Profile Value', { exact: true });
    await expect(value).toHaveValue('30 6 * * 1-5');
    await value.fill(wrong);
    expect(await answerTo(page, () => page.getByRole('button', { name: 'Save and Close' }).click()), wrong).toBe(422);
    await expect(page.getByRole('alert')).toBeFocused();
    await page.getByRole('alert').getByRole('link', { name: /^Profile Value must be a cron expression of five fields/ }).click();
    await expect(value).toBeFocused();
    await expect(value).toHaveValue(wrong);
  }
  await openTools(page);
  await expect(fact(job, 'Schedule')).toContainText('30 6 * * 1-5, on the clocks of Etc/UTC');
  await expect(fact(job, 'Next run')).toHaveText('Wed 12 Jan 2028 06:30 Etc/UTC');
});
