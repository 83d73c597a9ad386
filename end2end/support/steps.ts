// What people do in several journeys, by the words on the pages.

import { type Locator, type Page, expect } from '@playwright/test';

import { PASSWORD } from './environment';
import { type RoleCode } from './roles';

/** Fills in the sign-in page that is shown, and sends it. */
export async function fillSignIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A part of the page by its heading. */
export function region(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** The h1, of which there is exactly one. */
export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

/** One of the facts that stand with their names. */
export function fact(within: Locator, name: string): Locator {
  return within.locator('.facts > div').filter({ has: within.page().getByText(name, { exact: true }) }).locator('dd');
}

/** The message that follows an action. */
export function message(page: Page): Locator {
  return page.locator('main').getByRole('status').first();
}

/** Types a username and leaves the field, so that no suggestion lies over what is below it. */
export async function typeName(page: Page, label: string, username: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(username);
  await field.press('Tab');
}

/**
 * Keeps the scripts of the pages to come waiting, so that somebody can type before they run: until they are released, and for `late`
 * milliseconds since the page asked for them. How late they come is itself under test; nothing else waits for that time.
 */
export async function holdScripts(page: Page, late = 0): Promise<{ release: () => void }> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm$/, async (route) => {
    const isLate = new Promise((resolve) => setTimeout(resolve, late));
    await Promise.all([held, isLate]);
    await route.continue();
  });
  return { release };
}

/** Names a permanent delegate, from My profile on. */
export async function nameDelegate(page: Page, delegate: string): Promise<void> {
  await page.goto('/profile');
  await region(page, 'Delegate tasks').getByRole('link', { name: 'Edit' }).click();
  await typeName(page, 'Delegate', delegate);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'My profile')).toBeVisible();
}

/** Requests a role for oneself; answers the path of the task's page, which is shown. */
export async function requestRole(page: Page, role: RoleCode): Promise<string> {
  await page.goto('/requests/new');
  await page.getByLabel('Role', { exact: true }).selectOption(role);
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(page).toHaveURL(/\/tasks\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** Fills in the form that lends the role of line manager; an empty end is no end. */
export async function fillInDelegation(page: Page, proxy: string, from: string, to: string): Promise<void> {
  await page.goto('/me/roles-and-delegations/new');
  await fillInDelegationFor(page, proxy, from, to);
}

/** The same on the form that is open, on behalf of whoever it is for. */
export async function fillInDelegationFor(page: Page, proxy: string, from: string, to: string): Promise<void> {
  await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
  await page.getByLabel('Proxy', { exact: true }).fill(proxy);
  await page.getByLabel('Start date').fill(from);
  await page.getByLabel('End date', { exact: true }).fill(to);
}

/** Lends the role of line manager. */
export async function lendRole(page: Page, proxy: string, from: string, to: string): Promise<void> {
  await fillInDelegation(page, proxy, from, to);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Roles and Delegations')).toBeVisible();
}

/** Ends the delegation whose form is open, past the question. */
export async function deleteDelegation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete' }).click();
  await question(page).getByRole('button', { name: /^(End|Cancel) delegation$/ }).click();
  await expect(message(page)).toContainText(/^The delegation (has ended|is cancelled)\./);
}

/** Requests a vacation for oneself; My absences is shown. */
export async function requestAbsence(page: Page, from: string, to: string): Promise<void> {
  await page.goto('/me/absences');
  await page.getByLabel('Kind').selectOption('vacation');
  await page.getByLabel('Start date').fill(from);
  await page.getByLabel('End date', { exact: true }).fill(to);
  await page.getByRole('button', { name: 'Request absence' }).click();
}

/** An absence in a section of My Team: Absences. Others' names may stand in its row, as who acted. */
export function absence(page: Page, section: string, name: string, days: string): Locator {
  const rows = region(page, section).getByRole('row').filter({ hasText: days });
  return rows.filter({ has: page.getByRole('rowheader', { name }) });
}

/** Sets a profile option for the Site; it must not be set yet. */
export async function setAtSite(page: Page, code: string, value: string): Promise<void> {
  await page.goto(`/setup/profile-values?code=${code}&add=yes`);
  await page.getByLabel('Profile Value', { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Save and Close' }).click();
  await expect(message(page)).toContainText(code);
}

/** From now on the job runs by hand only: no test is to depend on which came first. */
export async function switchScheduleOff(page: Page): Promise<void> {
  await setAtSite(page, 'SEND_PENDING_LDAP_REQUESTS_SCHEDULE', '');
}

/** Runs the job by hand, from the page of the job. */
export async function runJob(page: Page): Promise<void> {
  await page.goto('/tools/scheduled-processes');
  await page.getByRole('button', { name: 'Run now' }).click();
  await expect(message(page)).toContainText('The job has run');
}

/** Finds a person under Manage User Account and opens their page. */
export async function openAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Manage User Account' }).click();
  await expect(heading(page, 'Manage User Account')).toBeVisible();
  await page.getByLabel('Search').fill(name);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 2, name: `${name}’s Roles` })).toBeVisible();
}

/** The state that stands beside the h1 of a task. */
export function state(page: Page): Locator {
  return page.locator('.page-heading .badge');
}

/** The line of My tasks that is about `title`. */
export function taskLine(page: Page, title: string): Locator {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: title, exact: true }) });
}

/** The answer to the next form that is sent from this page. */
export async function answerTo(page: Page, action: () => Promise<void>): Promise<number> {
  const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.request().isNavigationRequest());
  await action();
  return (await answer).status();
}

/** The question that a page asks before something ends: a dialog, or without scripts a page of its own. */
export function question(page: Page): Locator {
  return page.getByRole('dialog').or(page.locator('main > .question'));
}

/** Asks before any script has come: what is pressed at `path` leads to a page of its own. */
export async function askedOnPage(page: Page, path: string, press: () => Promise<void>): Promise<Page> {
  const scripts = await holdScripts(page);
  await page.goto(path, { waitUntil: 'commit' });
  await press();
  await page.locator('main > .question').waitFor();
  scripts.release();
  return page;
}

/** Waits until the page asks in a dialog: before its script runs, a button that asks leads to a page. */
export async function untilItAsks(page: Page): Promise<void> {
  await page.locator('dialog[data-awake]').waitFor({ state: 'attached' });
}

/** Answers the question that is asked, by the button that does it. */
export async function confirm(page: Page, name: string, reason?: string): Promise<void> {
  if (reason !== undefined) await question(page).getByLabel('Reason', { exact: true }).fill(reason);
  await question(page).getByRole('button', { name, exact: true }).click();
}

/** Answers the question that is asked by the one that changes nothing: a button of the dialog, or a link of the page. */
export async function keep(page: Page, name: string): Promise<void> {
  const answers = question(page);
  await answers.getByRole('button', { name, exact: true }).or(answers.getByRole('link', { name, exact: true })).click();
  await expect(question(page)).toHaveCount(0);
  // A dialog that is closed keeps its words until it has told the page so.
  await expect(page.locator('.dialog-content')).toHaveCount(0);
}

/** Ada, signed in on this page, reviews the line managers. */
export async function startReview(page: Page): Promise<void> {
  await page.goto('/admin/access-reviews/new');
  await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
  await page.getByLabel('Due date').fill('2028-01-31');
  await page.getByRole('button', { name: 'Start review' }).click();
  await page.getByText('The review is started').waitFor();
}
