// Manage User Account and Roles and Delegations in the states worth a look: the demo organisation has delegations in every
// state already.

import { type Page } from '@playwright/test';

import type { Surroundings } from './states';
import { fillInDelegationFor } from './steps';

export const ACCOUNT_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'accounts': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts');
    return page;
  },
  'accounts, filtered to none': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts?q=nobody-at-all');
    return page;
  },
  'an account with delegations in several states': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/mara');
    return page;
  },
  'an account without any': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/noor');
    return page;
  },
  'delegating on behalf': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/mara/delegations/new');
    return page;
  },
  'delegating on behalf, wrong': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/mara/delegations/new');
    await fillInDelegationFor(page, 'hugo', '2028-02-02', '2028-02-01');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'delegating on behalf, reviewed': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/mara/delegations/new');
    await fillInDelegationFor(page, 'milo', '2028-02-01', '2028-02-10');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('What this means.').waitFor();
    return page;
  },
  'a delegation of another, new dates reviewed': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/hr/accounts/mara');
    await page.getByRole('link', { name: /^Change Line manager/ }).click();
    await page.getByLabel('Start date').fill('2028-01-20');
    await page.getByLabel('End date').fill('2028-01-20');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('A single day.').waitFor();
    return page;
  },
  'roles and delegations, suspended': async ({ signedIn }) => {
    const page = await signedIn('hugo');
    await page.goto('/me/roles-and-delegations');
    return page;
  },
};
