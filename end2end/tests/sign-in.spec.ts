// Signing in and out (S).

import { expect, test } from '../support/test';
import { answerTo, fillSignIn, heading } from '../support/steps';
import { PASSWORD } from '../support/environment';

// How often somebody failed is remembered by the server, and no other test is to pay for it.
test.use({ freshServer: true });

const REFUSED = 'The username or the password is not right';

test('somebody without a session is asked to sign in, and then led on to where they wanted to go', async ({ page }) => {
  await page.goto('/profile/delegate');
  await expect(heading(page, 'Sign in')).toBeVisible();
  await fillSignIn(page, 'ben');
  await expect(heading(page, 'Delegate tasks')).toBeVisible();
  await expect(page).toHaveURL('/profile/delegate');
});

test('an address with a query is led on to whole', async ({ page }) => {
  await page.goto('/admin/audit?person=ben&action=task.requested');
  await fillSignIn(page, 'ada');
  await expect(page).toHaveURL('/admin/audit?person=ben&action=task.requested');
});

test('signing in never leads to another site', async ({ page, baseURL }) => {
  const traps = ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/%5Cevil.example', 'javascript:alert(1)', '/\t/evil.example'];
  for (const next of traps) {
    await page.context().clearCookies();
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await fillSignIn(page, 'ben');
    await expect(page.getByRole('navigation', { name: 'Navigator' }), next).toBeAttached();
    expect(new URL(page.url()).origin, next).toBe(baseURL);
  }
});

test('empty fields are named, each with a link to it (G6)', async ({ page }) => {
  await page.goto('/login');
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Sign in' }).click())).toBe(422);
  await expect(page).toHaveTitle(/^Error: Sign in/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('heading')).toHaveText('There is a problem');
  await summary.getByRole('link', { name: 'Enter your password' }).click();
  await expect(page.getByLabel('Password')).toBeFocused();
  await summary.getByRole('link', { name: 'Enter your username' }).click();
  await expect(page.getByLabel('Username')).toBeFocused();
});

test('unknown user, wrong password and a terminated person get the same answer', async ({ page }) => {
  const answers = [];
  for (const [username, password] of [['ben', 'wrong'], ['nobody-at-all', PASSWORD], ['zoe', PASSWORD]] as const) {
    await page.goto('/login?next=/profile');
    const status = await answerTo(page, () => fillSignIn(page, username, password));
    await expect(page.getByRole('alert')).toContainText(REFUSED);
    // The username is kept, the password never.
    await expect(page.getByLabel('Username')).toHaveValue(username);
    await expect(page.getByLabel('Password')).toHaveValue('');
    answers.push({ status, words: await page.locator('main').innerText() });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test('after a wrong password the way on is not forgotten', async ({ page }) => {
  await page.goto('/login?next=/notifications');
  await fillSignIn(page, 'ben', 'wrong');
  await expect(page.getByRole('alert')).toContainText(REFUSED);
  await fillSignIn(page, 'ben');
  await expect(page).toHaveURL('/notifications');
});

test('too many tries for one account are refused in words, for that account only', async ({ page, baseURL }) => {
  const headers = { origin: baseURL ?? '' };
  const statuses = [];
  for (let tries = 0; tries < 12; tries += 1) {
    const answer = await page.request.post('/login', { form: { username: 'ben', password: 'wrong' }, headers });
    statuses.push(answer.status());
  }
  expect(statuses.slice(0, 5)).toEqual([422, 422, 422, 422, 422]);
  expect(statuses.at(-1)).toBe(429);
  await page.goto('/login');
  expect(await answerTo(page, () => fillSignIn(page, 'ben'))).toBe(429);
  await expect(page.getByRole('alert')).toContainText('There were too many tries');
  await expect(page.getByLabel('Username')).toHaveValue('ben');
  await fillSignIn(page, 'bea');
  await expect(page).toHaveURL('/');
});

test('a password can be pasted (WCAG 3.3.8)', async ({ page }) => {
  await page.goto('/login');
  // Through the clipboard, as from a password manager.
  await page.getByLabel('Username').fill(PASSWORD);
  await page.getByLabel('Username').press('ControlOrMeta+A');
  await page.getByLabel('Username').press('ControlOrMeta+X');
  await page.getByLabel('Password').press('ControlOrMeta+V');
  await expect(page.getByLabel('Password')).toHaveValue(PASSWORD);
  await page.getByLabel('Username').fill('ben');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/');
});

test('usernames are taken in any case and with spaces around them', async ({ page }) => {
  await page.goto('/login');
  await fillSignIn(page, '  BEN ');
  await expect(page).toHaveURL('/');
});

test('signing out ends the session: neither going back nor the old cookie opens anything', async ({
  signedIn,
  browser,
  baseURL,
}) => {
  const page = await signedIn('ben', '/profile');
  const cookies = await page.context().cookies();
  expect(cookies.map((cookie) => [cookie.httpOnly, cookie.sameSite])).toEqual(cookies.map(() => [true, 'Lax']));
  await page.locator('.avatar').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(heading(page, 'Sign in')).toBeVisible();
  await page.goBack();
  await expect(heading(page, 'Sign in')).toBeVisible();
  await page.goto('/profile');
  await expect(heading(page, 'Sign in')).toBeVisible();

  const thief = await browser.newContext({ baseURL: baseURL ?? '' });
  await thief.addCookies(cookies);
  const stolen = await thief.newPage();
  await stolen.goto('/profile');
  await expect(heading(stolen, 'Sign in')).toBeVisible();
  await thief.close();
});

test('a form sent after the session ended changes nothing and says so', async ({ signedIn, faults }) => {
  const page = await signedIn('mara', '/profile/delegate');
  await page.getByLabel('Delegate', { exact: true }).fill('bea');
  await page.context().clearCookies();
  expect(await answerTo(page, () => page.getByRole('button', { name: 'Save' }).click())).toBe(401);
  await expect(heading(page, 'You are not signed in')).toBeVisible();
  await expect(page.locator('main')).toContainText('Nothing was changed');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, 'mara');
  await expect(page).toHaveURL('/profile/delegate');
  // What the islands asked about the name just typed may have come after the session had ended.
  expect(faults.seen.splice(0).every((fault) => /^401: .*\/internal\//.test(fault))).toBe(true);
});

test('a disabled or terminated person is out at once (G9)', async ({ signedIn, people }) => {
  const page = await signedIn('bea', '/profile');
  await people.change('bea', { terminated_on: '2028-01-09' });
  await page.goto('/profile');
  await expect(heading(page, 'Sign in')).toBeVisible();
});
