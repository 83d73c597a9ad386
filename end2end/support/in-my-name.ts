// What a proxy does in somebody's name (R23), for the journey and for the pictures: Hugo delegates HR specialist to Lena.

import { type Page, expect } from '@playwright/test';

import { fillInDelegationFor, heading, message } from './steps';

export type SignedIn = (username: string, path?: string) => Promise<Page>;

/** An IT security manager lets Hugo delegate his role, and he delegates it to Lena; answers his page. */
export async function delegateHrSpecialist(signedIn: SignedIn): Promise<Page> {
  const ines = await signedIn('ines', '/security-console/users/hugo');
  await ines.getByRole('row').filter({ hasText: 'HR specialist' }).getByLabel('Assignable').check();
  await ines.getByRole('button', { name: 'Save and Close' }).click();
  await expect(heading(ines, 'Users')).toBeVisible();
  const hugo = await signedIn('hugo', '/me/roles-and-delegations/new');
  await hugo.getByLabel('Role', { exact: true }).selectOption('hr_specialist');
  await hugo.getByLabel('Proxy', { exact: true }).fill('lena');
  await hugo.getByLabel('Start date').fill('2028-01-11');
  await hugo.getByRole('button', { name: 'Continue' }).click();
  await expect(hugo.locator('main')).toContainText('Delegate roles on behalf of others');
  await hugo.getByRole('button', { name: 'Save' }).click();
  await expect(message(hugo)).toContainText('Saved.');
  return hugo;
}

/** Lena delegates Milo's role of line manager to Nadia, in place of Hugo. */
export async function delegateInHisName(signedIn: SignedIn): Promise<void> {
  const lena = await signedIn('lena', '/hr/accounts/milo/delegations/new');
  await fillInDelegationFor(lena, 'nadia', '2028-01-11', '2028-01-31');
  await lena.getByRole('button', { name: 'Continue' }).click();
  await lena.getByRole('button', { name: 'Save' }).click();
  await expect(message(lena)).toContainText('Saved.');
}
