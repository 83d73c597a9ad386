// The Security Console in its states.

import { type Page } from '@playwright/test';

import { type Surroundings } from './states';
import { askedOnPage, keep, untilItAsks } from './steps';

/** (name, how to get there); answers the page to look at. */
export const CONSOLE_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'console roles': ({ signedIn }) => signedIn('ines', '/security-console/roles'),
  'console role, built in': ({ signedIn }) => signedIn('ines', '/security-console/roles/line_manager'),
  'console role, new, wrong': async ({ signedIn }) => {
    const page = await signedIn('ines', '/security-console/roles/new');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'console users': ({ signedIn }) => signedIn('ines', '/security-console/users'),
  'console user': ({ signedIn }) => signedIn('ines', '/security-console/users/mara'),
  'console user, disabling': async ({ signedIn, prepare }) => {
    await prepare.request('ben', 'payroll_viewer');
    await signedIn('mara');
    const page = await signedIn('ines', '/security-console/users/mara');
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Disable account' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'console user, disabling, as a page': async ({ signedIn, prepare }) => {
    await prepare.request('ben', 'payroll_viewer');
    const page = await signedIn('ines', '/profile');
    return askedOnPage(page, '/security-console/users/mara', () => page.getByRole('button', { name: 'Disable account' }).click());
  },
  'console user, removing': async ({ signedIn }) => {
    const page = await signedIn('ines', '/security-console/users/ben');
    await untilItAsks(page);
    await page.getByRole('row').filter({ hasText: 'Employee' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'console user, ticked and kept': async ({ signedIn }) => {
    const page = await signedIn('ines', '/profile');
    await askedOnPage(page, '/security-console/users/milo', async () => {
      await page.getByRole('row').filter({ hasText: 'Line manager' }).getByLabel('Assignable').check();
      await page.getByRole('button', { name: 'Disable account' }).click();
    });
    await keep(page, 'Keep account');
    return page;
  },
  'console user, oneself': ({ signedIn }) => signedIn('ines', '/security-console/users/ines'),
  'console user, a role waits for a second person': async ({ signedIn }) => {
    const page = await signedIn('ada', '/security-console/users/ben');
    await page.getByLabel('Role', { exact: true }).selectOption('super_administrator');
    await page.getByRole('button', { name: 'Add role' }).click();
    await page.getByText('somebody else has to approve it').waitFor();
    return page;
  },
  'console user, refused': async ({ signedIn }) => {
    const page = await signedIn('ines', '/security-console/users/ben');
    const other = await signedIn('ada', '/security-console/users/ben');
    await other.getByLabel('Role', { exact: true }).selectOption('payroll_viewer');
    await other.getByRole('button', { name: 'Add role' }).click();
    await other.getByText('is added').waitFor();
    await page.getByLabel('Role', { exact: true }).selectOption('line_manager');
    await page.getByRole('button', { name: 'Save and Close' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
};
