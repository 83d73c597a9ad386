// Permanent has no dates: they are not shown, and dates that come with it are asked about (T2).

import { expect, test } from '../support/test';
import { answerTo, heading, message, region } from '../support/steps';

const ASKED = 'Permanent has no dates. Choose Temporary to keep them, or clear them';

for (const [who, path, title] of [
  ['mara', '/profile/delegate', 'Delegate tasks'],
  ['ada', '/admin/directory/users/mara/delegation', 'Delegation'],
] as const) {
  test(`dates are shown under Temporary only, and asked about: ${path} (T2)`, async ({ signedIn, people }) => {
    const page = await signedIn(who, path);
    const [start, end] = [page.getByLabel('Start date'), page.getByLabel('End date', { exact: true })];
    await expect(page.getByRole('radio', { name: 'Permanent' })).toBeChecked();
    await expect(start).toBeHidden();
    await expect(end).toBeHidden();
    // The keyboard does not stop at what is hidden.
    await page.getByLabel('Delegate', { exact: true }).focus();
    for (let steps = 0; steps < 6; steps++) {
      await page.keyboard.press('Tab');
      await expect(start).not.toBeFocused();
      await expect(end).not.toBeFocused();
    }
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await expect(start).toBeVisible();
    await start.fill('2028-02-01');
    await end.fill('2028-02-10');
    await page.getByLabel('Delegate', { exact: true }).fill('bea');
    await page.getByRole('radio', { name: 'Permanent' }).check();
    await expect(start).toBeHidden();

    expect(await answerTo(page, () => page.getByRole('button', { name: 'Save', exact: true }).click())).toBe(422);
    await expect(heading(page, title)).toBeVisible();
    await expect(page.getByRole('link', { name: ASKED })).toHaveAttribute('href', '#kind');
    await expect(page.getByRole('radio', { name: 'Permanent' })).toBeChecked();
    await expect(start).toBeVisible();
    await expect(start).toHaveValue('2028-02-01');
    await expect(end).toHaveValue('2028-02-10');
    await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue('bea');

    // One way on drops the dates, the other keeps them.
    await page.getByRole('button', { name: 'Save as permanent without dates' }).click();
    await expect(message(page)).toContainText(`Saved. ${people.name('bea')} gets`);
    await page.goto(path);
    await expect(page.getByRole('radio', { name: 'Permanent' })).toBeChecked();
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await start.fill('2028-02-01');
    await end.fill('2028-02-10');
    await page.getByRole('radio', { name: 'Permanent' }).check();
    expect(await answerTo(page, () => page.getByRole('button', { name: 'Save', exact: true }).click())).toBe(422);
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(message(page)).toContainText('Tue 1 Feb 2028');
    if (who === 'mara') {
      await expect(region(page, 'Delegate tasks')).toContainText('Scheduled');
    }
  });
}
