// The pages of absences, of "Why can …?" and of the job, in every state worth a look.

import { type Page } from '@playwright/test';

import { type Surroundings } from './states';
import { requestAbsence } from './steps';

export const ACCESS_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'refused, without any role': async ({ people, signedIn }) => {
    await people.change('milo', { roles: '' });
    return signedIn('milo');
  },
  'refused, without the role Employee': async ({ people, signedIn }) => {
    await people.change('milo', { roles: 'line_manager' });
    return signedIn('milo');
  },
  'my absences': async ({ signedIn }) => {
    const page = await signedIn('ben');
    await requestAbsence(page, '2028-02-07', '2028-02-11');
    await page.getByText('It waits to be approved').waitFor();
    return page;
  },
  'my absences, wrong': async ({ signedIn }) => {
    const page = await signedIn('ben');
    await requestAbsence(page, '2028-02-11', '2028-02-07');
    await page.getByRole('alert').waitFor();
    return page;
  },
  'team absences': async ({ signedIn, prepare }) => {
    await prepare.absence('ben', '2028-02-07', '2028-02-11');
    return signedIn('mara', '/team/absences');
  },
  'team absences, as a proxy': async ({ signedIn, prepare }) => {
    await prepare.absence('ben', '2028-02-07', '2028-02-11');
    await prepare.absence('nadia', '2028-02-14', '2028-02-18');
    await prepare.roleDelegation('mara', 'milo', '2028-01-11', '2028-01-31');
    const page = await signedIn('milo', '/team/absences');
    await page.getByRole('button', { name: 'Approve' }).last().click();
    await page.getByText('Approved for').waitFor();
    return page;
  },
  'team absences, changing one': async ({ signedIn, prepare }) => {
    await prepare.absence('ben', '2028-02-07', '2028-02-11');
    const page = await signedIn('mara', '/team/absences');
    await page.getByRole('link', { name: 'Change' }).first().click();
    return page;
  },
  'why can, yes': ({ signedIn }) => signedIn('ines', '/security-console/why?person=mara&privilege=manage_absences&target=ben&at='),
  'why can, no': ({ signedIn }) => signedIn('ines', '/security-console/why?person=ben&privilege=manage_absences&target=bea&at='),
  'why can, later': async ({ signedIn, prepare }) => {
    await prepare.roleDelegation('mara', 'bea', '2028-01-20', '2028-01-31');
    return signedIn('ines', '/security-console/why?person=bea&privilege=manage_absences&target=ben&at=2028-01-25');
  },
  'scheduled processes, filtered': ({ signedIn }) => signedIn('ada', '/tools/scheduled-processes?state=pending&kind=begin&person=mara'),
  'scheduled processes': async ({ signedIn }) => {
    const page = await signedIn('ada', '/tools/scheduled-processes');
    await page.getByRole('button', { name: 'Run now' }).click();
    return page;
  },
  'team absences, wrong': async ({ signedIn }) => {
    const page = await signedIn('gita', '/team/absences');
    await page.getByRole('button', { name: 'Add absence' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'why can, wrong': async ({ signedIn }) => {
    const page = await signedIn('ines', '/security-console/why?person=nobody-at-all&privilege=manage_absences&target=ben&at=yesterday');
    await page.getByRole('alert').waitFor();
    return page;
  },
  'a delegation, wrong dates': async ({ signedIn }) => {
    const page = await signedIn('mina', '/me/roles-and-delegations');
    await page.getByRole('link', { name: /^Change Line manager/ }).click();
    await page.getByLabel('End date', { exact: true }).fill('2020-01-01');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
};
