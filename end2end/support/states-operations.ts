// What a form does to many tasks, under way and finished, in every state worth a look (M7).

import { type Page } from '@playwright/test';

import { type Surroundings } from './states';
import { REASSIGN_STATES } from './states-reassign';
import { startReview } from './steps';

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
  'operation, stopped': async (around) => {
    const page = await REASSIGN_STATES['reassign all, one stays']?.(around);
    const path = await around.prepare.stopped('the other tasks could not be reassigned for the moment, after several attempts');
    const shown = page ?? (await around.signedIn('ada'));
    await shown.goto(path);
    await shown.getByRole('button', { name: 'Go on' }).waitFor();
    return shown;
  },
  'operation, resumed by somebody else': async ({ signedIn, prepare }) => {
    const page = await signedIn('ada');
    await startReview(page);
    await prepare.reviewUnderWay();
    await prepare.reviewResumedBy('abel');
    await page.goto('/operations');
    await page.getByRole('link', { name: /^Starting the access review/ }).click();
    await page.getByText('Resumed by').waitFor();
    return page;
  },
  'too many searches (429)': async ({ signedIn }) => {
    const page = await signedIn('ada', '/admin/directory/users');
    // The page that is refused is the one that is shown: a search more may be allowed again by then.
    let answer;
    do {
      answer = await page.goto('/admin/directory/users?q=ben');
    } while (answer?.ok());
    await page.getByRole('heading', { level: 1, name: 'Please wait a moment' }).waitFor();
    return page;
  },
  'operation, finished with a failure': (around) => operation(around, ['done', 'failed'], true),
};
