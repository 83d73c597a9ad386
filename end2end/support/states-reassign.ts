// A person's open tasks under Admin, and reassigning them (T14), in every state worth a look.

import { type Page } from '@playwright/test';

import { type Surroundings } from './states';
import { requestRole, typeName } from './steps';

const MARA = '/admin/directory/users/mara';

/** Four tasks that wait for mara, one of them for somebody else. */
async function tasksOfMara({ signedIn, prepare }: Surroundings): Promise<void> {
  await prepare.delegate('milo', 'mara');
  const ben = await signedIn('ben', await prepare.request('ben', 'payroll_viewer'));
  await requestRole(ben, 'ledger_editor');
  await prepare.request('bea', 'ap_approver');
}

export const REASSIGN_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'a person, with open tasks': async (around) => {
    await tasksOfMara(around);
    return around.signedIn('ada', MARA);
  },
  'a person, with open tasks that are ticked': async (around) => {
    await tasksOfMara(around);
    return around.signedIn('ada', `${MARA}?ticked=all`);
  },
  'reassign all': async (around) => {
    await tasksOfMara(around);
    return around.signedIn('ada', `${MARA}/reassign?all=true`);
  },
  'reassign, none': ({ signedIn }) => signedIn('ada', `${MARA}/reassign`),
  'reassign all, wrong': async (around) => {
    await tasksOfMara(around);
    const page = await around.signedIn('ada', `${MARA}/reassign?all=true`);
    await typeName(page, 'Reassign to', 'zoe');
    await page.getByRole('button', { name: 'Reassign', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'reassign all, one stays': async (around) => {
    await tasksOfMara(around);
    const page = await around.signedIn('ada', `${MARA}/reassign?all=true`);
    await typeName(page, 'Reassign to', 'bea');
    await page.getByLabel('Reason').fill('On parental leave until June');
    await page.getByRole('button', { name: 'Reassign', exact: true }).click();
    await page.getByRole('alert').waitFor();
    return page;
  },
  'task, as a super administrator': async ({ signedIn, prepare }) =>
    signedIn('ada', await prepare.request('ben', 'payroll_viewer')),
};
