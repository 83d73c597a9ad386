// What the delegation rule form refuses, and how it says so (T3, T4, G6).

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { answerTo, region } from '../support/steps';

interface Typed {
  kind?: string;
  delegate?: string;
  starts_on?: string;
  ends_on?: string;
}

const TEMPORARY = { kind: 'temporary', delegate: 'bea', starts_on: '2028-02-01', ends_on: '2028-02-10' };

/** (what is wrong, what is typed, at which field it is said, in which words). */
const WRONG: [string, Typed, string, RegExp][] = [
  ['no delegate', { delegate: '' }, 'delegate', /^Enter the username of your delegate/],
  ['nobody of that name', { delegate: 'nobody-at-all' }, 'delegate', /nobody active has the username “nobody-at-all”/],
  ['oneself', { delegate: 'mara' }, 'delegate', /must be somebody else/],
  ['oneself in capitals', { delegate: ' MARA' }, 'delegate', /must be somebody else/],
  ['a terminated person', { delegate: 'zoe' }, 'delegate', /must be an active person/],
  ['markup', { delegate: '<script>alert(1)</script>' }, 'delegate', /must be an active person/],
  ['an end before the start', { ...TEMPORARY, ends_on: '2028-01-31' }, 'ends_on', /must be the same as or after 1 February 2028/],
  ['an end in the past', { ...TEMPORARY, starts_on: '2028-01-03', ends_on: '2028-01-10' }, 'ends_on', /must be today or later/],
  ['no dates', { ...TEMPORARY, starts_on: '', ends_on: '' }, 'starts_on', /^Enter a start date/],
  ['30 February', { ...TEMPORARY, ends_on: '2028-02-30' }, 'ends_on', /must be a real date/],
  ['29 February of a common year', { ...TEMPORARY, ends_on: '2029-02-29' }, 'ends_on', /must be a real date/],
  ['another way to write a date', { ...TEMPORARY, starts_on: '1/2/2028' }, 'starts_on', /must be a real date/],
  ['the year 1', { ...TEMPORARY, starts_on: '0001-01-01' }, 'starts_on', /must be between 1 January 1900 and 31 December 9999/],
  ['the year 1899', { ...TEMPORARY, ends_on: '1899-12-31' }, 'ends_on', /must be between 1 January 1900 and 31 December 9999/],
  ['the year 10000', { ...TEMPORARY, ends_on: '10000-01-01' }, 'ends_on', /must be a real date/],
];

/** Types into the form as it is in a browser that has no date fields, so that anything can be typed. */
async function send(page: Page, typed: Typed): Promise<number> {
  await page.goto('/profile/delegate');
  await page.locator('input[type=date]').evaluateAll((fields) => fields.forEach((field) => field.setAttribute('type', 'text')));
  if (typed.kind === 'temporary') {
    await page.getByRole('radio', { name: 'Temporary' }).check();
    await page.getByLabel('Start date').fill(typed.starts_on ?? '');
    await page.getByLabel('End date', { exact: true }).fill(typed.ends_on ?? '');
  }
  await page.getByLabel('Delegate', { exact: true }).fill(typed.delegate ?? '');
  await page.getByLabel('Keep sending me a copy').uncheck();
  return answerTo(page, () => page.getByRole('button', { name: 'Save' }).click());
}

for (const [part, belongs] of [['the delegate', ['delegate']], ['the dates', ['starts_on', 'ends_on']]] as const) {
  test(`refused with words at the field, and nothing lost: ${part} (T3, T4, G6)`, async ({ signedIn }) => {
    const page = await signedIn('mara');
    for (const [what, typed, field, words] of WRONG.filter(([, , field]) => belongs.some((name) => name === field))) {
      await test.step(what, async () => {
        expect(await send(page, typed)).toBe(422);
        await saysWhatIsWrong(page, field, words);
        await keepsWhatWasTyped(page, typed);
      });
    }
    await page.goto('/profile');
    await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
  });
}

/** A summary that has the focus, the same words at the field, and the way from one to the other. */
async function saysWhatIsWrong(page: Page, field: string, words: RegExp): Promise<void> {
  await expect(page).toHaveTitle(/^Error: Delegate tasks/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('heading')).toHaveText('There is a problem');
  const input = page.locator(`[id="${field}"]`);
  const said = summary.getByRole('link', { name: words });
  await expect(input).toHaveAttribute('aria-invalid', 'true');
  await expect(input).toHaveAttribute('aria-describedby', new RegExp(`(^| )${field}-error( |$)`));
  await expect(page.locator(`[id="${field}-error"]`)).toHaveText((await said.textContent()) ?? '');
  await said.click();
  await expect(input).toBeFocused();
}

async function keepsWhatWasTyped(page: Page, typed: Typed): Promise<void> {
  const kind = typed.kind === 'temporary' ? 'Temporary' : 'Permanent';
  await expect(page.getByRole('radio', { name: kind })).toBeChecked();
  await expect(page.getByLabel('Delegate', { exact: true })).toHaveValue(typed.delegate ?? '');
  // A date field cannot show what is no date, but holds it.
  await expect(page.getByLabel('Start date')).toHaveAttribute('value', typed.starts_on ?? '');
  await expect(page.getByLabel('End date', { exact: true })).toHaveAttribute('value', typed.ends_on ?? '');
  await expect(page.getByLabel('Keep sending me a copy')).not.toBeChecked();
}

test('a person who has not begun yet cannot be the delegate (T4)', async ({ signedIn, people }) => {
  await people.change('late', { display_name: 'Lana Late', email: 'late@example.org', hired_on: '2028-06-01', time_zone: 'Etc/UTC' });
  const page = await signedIn('mara');
  expect(await send(page, { delegate: 'late' })).toBe(422);
  await expect(page.getByRole('alert')).toContainText('must be an active person');
  // Neither is she told apart from somebody who is not there at all.
  await expect(page.getByRole('alert')).not.toContainText('Lana');
});

test('both dates wrong are both named, in the order of the form (G6)', async ({ signedIn }) => {
  const page = await signedIn('mara');
  await send(page, { kind: 'temporary', delegate: 'zoe', starts_on: '', ends_on: 'soon' });
  const links = page.getByRole('alert').getByRole('link');
  await expect(links).toHaveText([/active person/, /^Enter a start date/, /^End date must be a real date/]);
});
