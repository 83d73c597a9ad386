// Who opens what (S, T17): refused pages say so, and the navigator shows only what one may open.

import { expect, test } from '../support/test';
import { heading } from '../support/steps';

test('a page that is not one’s own says so (403)', async ({ signedIn }) => {
  const page = await signedIn('ben');
  for (const path of ['/admin/audit', '/admin/audit.csv']) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(403);
  }
  await page.goto('/admin/audit');
  await expect(heading(page, 'You do not have access to this page')).toBeVisible();
  await expect(page).toHaveTitle(/^You do not have access/);
  // The way on is there.
  await page.getByRole('link', { name: 'Go to My tasks' }).click();
  await expect(heading(page, 'My tasks')).toBeVisible();
});

test('somebody without the role Employee is told whom to ask, and can sign out (D3)', async ({ signedIn, people }) => {
  await people.change('milo', { roles: '' });
  const page = await signedIn('milo');
  await expect(heading(page, 'You do not have access to this page')).toBeVisible();
  const main = page.locator('main');
  await expect(main).toContainText(people.name('ada'));
  await expect(main.getByRole('link')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Notifications' })).toHaveCount(0);
  await main.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(page, 'Sign in')).toBeVisible();
  // What another role opens is offered.
  await people.change('milo', { roles: 'line_manager' });
  const manager = await signedIn('milo');
  await manager.locator('main').getByRole('link', { name: 'My Team › Absences' }).click();
  await expect(heading(manager, 'My Team: Absences')).toBeVisible();
});

test('a page that does not exist says so (404), to everybody', async ({ page, signedIn }) => {
  const answer = await page.goto('/no/such/page');
  expect(answer?.status()).toBe(404);
  await expect(heading(page, 'Page not found')).toBeVisible();
  const someone = await signedIn('ben');
  for (const path of ['/no/such/page', '/tasks/1', '/tasks/00000000-0000-0000-0000-000000000000', '/tasks/..%2f..', '/pkg/no.js']) {
    const answer = await someone.request.get(path);
    expect(answer.status(), path).toBe(404);
  }
});

test('a task does not exist for those it is no business of (T17)', async ({ signedIn, prepare }) => {
  const task = await prepare.request('ben', 'payroll_viewer');
  const colleague = await signedIn('bea');
  expect((await colleague.goto(task))?.status()).toBe(404);
  await expect(heading(colleague, 'Page not found')).toBeVisible();
  // In the same words as for a task that there never was.
  const words = await colleague.locator('main').innerText();
  await colleague.goto('/tasks/00000000-0000-4000-8000-000000000000');
  expect(await colleague.locator('main').innerText()).toBe(words);

  for (const username of ['mara', 'ada']) {
    const page = await signedIn(username);
    expect((await page.goto(task))?.status(), username).toBe(200);
  }
  for (const username of ['ines', 'hugo', 'milo']) {
    const page = await signedIn(username);
    expect((await page.goto(task))?.status(), username).toBe(404);
  }
});

const EMPLOYEE = ['My tasks', 'Roles and Delegations', 'My absences', 'Request a role'];

/** What each may see at most (contract, "Who opens what"), and what is there at least. */
const NAVIGATORS: [string, string[], string[]][] = [
  ['ben', EMPLOYEE, ['My tasks', 'Request a role']],
  ['mara', [...EMPLOYEE, 'Absences'], ['My tasks', 'Request a role']],
  ['hugo', [...EMPLOYEE, 'Absences', 'Manage User Account'], ['My tasks', 'Request a role']],
  ['ines', [...EMPLOYEE, 'Absences', 'Users', 'Roles', 'Why can …?'], ['My tasks', 'Request a role']],
  [
    'ada',
    [
      ...EMPLOYEE, 'Absences', 'Users', 'Who covers whom', 'Policies', 'Access reviews', 'Audit log', 'Undelivered messages', 'Users', 'Roles',
      'Why can …?',
      'Manage Administrator Profile Values', 'Role provisioning rules', 'Scheduled Processes',
    ],
    ['My tasks', 'Audit log'],
  ],
];

for (const [username, most, least] of NAVIGATORS) {
  test(`the navigator shows ${username} only what they may open, and each link opens its page`, async ({ signedIn }) => {
    const page = await signedIn(username);
    const navigator = page.getByRole('navigation', { name: 'Navigator' });
    const links = navigator.getByRole('link');
    const names = await links.allTextContents();
    expect(most).toEqual(expect.arrayContaining(names));
    expect(names).toEqual(expect.arrayContaining(least));
    for (const path of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      await expect(navigator.locator('[aria-current=page]')).toHaveAttribute('href', path);
    }
  });
}

test('rights are computed at each request: a role taken away opens nothing (G9)', async ({ signedIn, people }) => {
  await people.addRole('bea', 'super_administrator');
  const page = await signedIn('bea');
  expect((await page.goto('/admin/audit'))?.status()).toBe(200);
  await people.removeRole('bea', 'super_administrator');
  expect((await page.goto('/admin/audit'))?.status()).toBe(403);
  await expect(page.getByRole('navigation', { name: 'Navigator' })).not.toContainText('Audit log');
});
