// What a form does to many tasks, under way and finished, in every state worth a look (M7).

import { type Page } from '@playwright/test';

import { type Surroundings } from './states';

/** Two tasks that wait for mara, and what became of them so far. */
async function operation({ signedIn, prepare }: Surroundings, states: string[], isFinished: boolean): Promise<Page> {
  const tasks = [await prepare.request('ben', 'payroll_viewer'), await prepare.request('bea', 'ap_approver')];
  const path = await prepare.operation('mara', tasks, states, isFinished);
  return signedIn('mara', path);
}

export const OPERATION_STATES: Record<string, (around: Surroundings) => Promise<Page>> = {
  'operation, under way': async (around) => {
    const page = await operation(around, ['done', 'pending'], false);
    await page.getByRole('link', { name: 'Stop refreshing' }).click();
    await page.getByRole('link', { name: 'Refresh', exact: true }).waitFor();
    return page;
  },
  'operation, finished': (around) => operation(around, ['done', 'done'], true),
  'operations, one under way': async (around) => {
    const page = await operation(around, ['done', 'pending'], false);
    await page.goto('/operations');
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    return page;
  },
  'operations, none': ({ signedIn }) => signedIn('mara', '/operations'),
  'operation, finished with a failure': (around) => operation(around, ['done', 'failed'], true),
};
