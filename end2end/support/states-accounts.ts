// Manage User Account and Roles and Delegations in the states worth a look: the demo organisation has delegations in every
// state already.

import { type Page } from '@playwright/test';

import type { Surroundings } from './states';
import { delegateHrSpecialist, delegateInHisName } from './in-my-name';
import { fillInDelegationFor, untilItAsks } from './steps';

export const ACCOUNT_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'accounts': ({ signedIn }) => signedIn('hugo', '/hr/accounts'),
  'accounts, filtered to none': ({ signedIn }) => signedIn('hugo', '/hr/accounts?q=nobody-at-all'),
  'an account with delegations in several states': ({ signedIn }) => signedIn('hugo', '/hr/accounts/mara'),
  'an account without any': ({ signedIn }) => signedIn('hugo', '/hr/accounts/noor'),
  'delegating on behalf': ({ signedIn }) => signedIn('hugo', '/hr/accounts/mara/delegations/new'),
  'delegating on behalf, wrong': async ({ signedIn }) => {
    const page = await signedIn('hugo', '/hr/accounts/mara/delegations/new');
    await fillInDelegationFor(page, 'hugo', '2028-02-02', '2028-02-01');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'delegating on behalf, reviewed': async ({ signedIn }) => {
    const page = await signedIn('hugo', '/hr/accounts/mara/delegations/new');
    await fillInDelegationFor(page, 'milo', '2028-02-01', '2028-02-10');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('What this means.').waitFor();
    return page;
  },
  'a delegation of another, new dates reviewed': async ({ signedIn }) => {
    const page = await signedIn('hugo', '/hr/accounts/mara');
    await page.getByRole('link', { name: /^Change Line manager/ }).click();
    await page.getByLabel('Start date').fill('2028-01-20');
    await page.getByLabel('End date', { exact: true }).fill('2028-01-20');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('A single day.').waitFor();
    return page;
  },
  'roles and delegations, suspended': ({ signedIn }) => signedIn('hugo', '/me/roles-and-delegations'),
  'done in my name, something': async ({ signedIn }) => {
    const page = await delegateHrSpecialist(signedIn);
    await delegateInHisName(signedIn);
    await page.goto('/me/roles-and-delegations');
    return page;
  },
  'done in my name, the question before it ends': async ({ signedIn }) => {
    const page = await delegateHrSpecialist(signedIn);
    await delegateInHisName(signedIn);
    await page.goto('/me/roles-and-delegations');
    await untilItAsks(page);
    await page.getByRole('button', { name: 'End delegation' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
  'done in my name, all of it': async ({ signedIn }) => {
    await delegateHrSpecialist(signedIn);
    await delegateInHisName(signedIn);
    return signedIn('hugo', '/me/roles-and-delegations/done-in-my-name');
  },
  'done in my name, nothing': ({ signedIn }) => signedIn('ben', '/me/roles-and-delegations/done-in-my-name'),
  'a delegation in force, whether to delete it': async ({ signedIn, people }) => {
    const page = await signedIn('mara', '/me/roles-and-delegations');
    await page.getByRole('link', { name: `Change Accounts payable approver for ${people.name('owen')}` }).click();
    await untilItAsks(page);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  },
};
