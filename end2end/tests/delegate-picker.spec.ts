// The person picker with scripts: a combobox by the ARIA Authoring Practices' pattern (T4). Without scripts it is a
// plain input, which the journeys use.

import { type Page, type Request } from '@playwright/test';

import { examine } from '../support/examine';
import { expect, test } from '../support/test';
import { heading, holdScripts, region } from '../support/steps';

test.describe('with scripts', { tag: '@scripts' }, () => {
  async function open(page: Page) {
    await page.goto('/profile/delegate');
    const input = page.getByRole('combobox', { name: 'Delegate' });
    await expect(input).toHaveAttribute('aria-expanded', 'false');
    await expect(input).toHaveAttribute('aria-autocomplete', 'list');
    return { input, list: page.getByRole('listbox'), options: page.getByRole('option') };
  }

  test('typing offers active people by name, username and department only (T4)', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, list, options } = await open(page);
    await input.pressSequentially('bea');
    await expect(input).toHaveAttribute('aria-expanded', 'true');
    await expect(list).toBeVisible();
    expect(await input.getAttribute('aria-controls')).toBe(await list.getAttribute('id'));
    await expect(options.filter({ hasText: people.name('bea') })).toHaveCount(1);
    await expect(page.getByRole('status').filter({ hasText: /found/ })).toHaveText(/^\d+ (person|people) found\.$/);
    // Nobody who has left is offered.
    await input.fill('zoe');
    await expect(page.locator('main')).toContainText('Nobody found.');
    await expect(input).toHaveAttribute('aria-expanded', 'false');
  });

  test('people are found by any part of their name', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, options } = await open(page);
    const family = people.name('bea').split(' ').at(-1) ?? '';
    await input.pressSequentially(family.toLowerCase());
    await expect(options.filter({ hasText: people.name('bea') })).toHaveCount(1);
  });

  test('chosen by keyboard: arrows move, Enter chooses and does not send the form', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, list, options } = await open(page);
    await input.pressSequentially('be');
    await expect(list).toBeVisible();
    await expect(input).not.toHaveAttribute('aria-activedescendant', /.+/);
    await input.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    expect(await input.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'));
    await input.press('ArrowUp');
    await expect(options.last()).toHaveAttribute('aria-selected', 'true');
    await expect(options.first()).toHaveAttribute('aria-selected', 'false');
    await input.press('ArrowDown');
    const first = await options.first().textContent();
    await input.press('Enter');
    await expect(list).toBeHidden();
    await expect(input).toBeFocused();
    await expect(page).toHaveURL('/profile/delegate');
    const chosen = await input.inputValue();
    expect(first).toContain(chosen);
    await expect(input).toHaveAccessibleDescription(new RegExp(people.name(chosen)));
  });

  test('chosen with the mouse, and saved', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, list, options } = await open(page);
    await input.pressSequentially('bea');
    await options.filter({ hasText: people.name('bea') }).click();
    await expect(list).toBeHidden();
    await expect(input).toHaveValue('bea');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(region(page, 'Delegate tasks')).toContainText(people.name('bea'));
  });

  test('whoever is chosen is shown, and can be cleared or typed over', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, options } = await open(page);
    const shown = page.locator('.picker-shows-person');
    const clear = page.getByRole('button', { name: `Clear ${people.name('bea')}` });
    await input.pressSequentially('bea');
    await options.filter({ hasText: people.name('bea') }).click();
    await expect(shown).toContainText(people.name('bea'));
    await expect(input).toBeFocused();
    await clear.click();
    await expect(input).toBeFocused();
    await expect(input).toHaveValue('');
    await expect(clear).toHaveCount(0);
    // Whole usernames are shown as people once the field is left, and what is typed there next replaces all of it.
    await input.pressSequentially('bea');
    await expect(shown).toHaveCount(0);
    await input.press('Tab');
    await expect(shown).toContainText(people.name('bea'));
    await input.press('End');
    await input.press('m');
    await expect(input).toHaveValue('m');
    await expect(shown).toHaveCount(0);
    await input.fill('bea');
    await input.blur();
    await expect(clear).toBeVisible();
    await input.focus();
    await input.press('Backspace');
    await expect(input).toHaveValue('');
    await expect(input).not.toHaveAccessibleDescription(new RegExp(people.name('bea')));
  });

  test('who is the delegate already is shown from the beginning', async ({ signedIn, people, prepare }) => {
    await prepare.delegate('mara', 'bea');
    const page = await signedIn('mara');
    const { input } = await open(page);
    await expect(page.locator('.picker-shows-person')).toContainText(`${people.name('bea')} bea`);
    await expect(input).toHaveValue('bea');
    await expect(input).toHaveAccessibleDescription(new RegExp(people.name('bea')));
    await examine(page);
    await page.getByRole('button', { name: `Clear ${people.name('bea')}` }).press('Enter');
    await input.pressSequentially('mi');
    await expect(page.getByRole('listbox')).toBeVisible();
    await examine(page);
  });

  test('Escape closes the list and keeps what was typed', async ({ signedIn }) => {
    const page = await signedIn('mara');
    const { input, list } = await open(page);
    await input.pressSequentially('be');
    await expect(list).toBeVisible();
    await input.press('Escape');
    await expect(list).toBeHidden();
    await expect(input).toHaveAttribute('aria-expanded', 'false');
    await expect(input).toHaveValue('be');
    await input.press('ArrowDown');
    await expect(list).toBeVisible();
  });

  test('Tab leaves the field, and suggestions that come later do not open', async ({ signedIn }) => {
    const page = await signedIn('mara');
    const { input, list } = await open(page);
    const asked = page.waitForResponse((response) => response.url().includes('/internal/people'));
    await input.pressSequentially('be');
    await input.press('Tab');
    await expect(input).not.toBeFocused();
    await (await asked).finished();
    // Whatever the answer brings about has been drawn after two frames.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await expect(list).toBeHidden();
    await expect(input).toHaveAttribute('aria-expanded', 'false');
  });

  test('a slow answer to an older text is dropped', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const { input, options } = await open(page);
    // The first question is answered only after the second.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const asksForMi = (request: Request) => request.url().includes('/internal/people') && request.postDataJSON()?.query === 'mi';
    await page.route(/\/internal\/people/, async (route) => {
      if (asksForMi(route.request())) {
        await held;
      }
      await route.continue();
    });
    const slow = page.waitForRequest(asksForMi);
    await input.pressSequentially('mi');
    await slow;
    await input.fill('bea');
    await expect(options.filter({ hasText: people.name('bea') })).toHaveCount(1);
    const late = page.waitForResponse((response) => asksForMi(response.request()));
    release();
    await (await late).finished();
    await expect(options.filter({ hasText: people.name('bea') })).toHaveCount(1);
    await expect(options.filter({ hasText: people.name('milo') })).toHaveCount(0);
  });

  test('when suggestions fail the form still works', async ({ signedIn, faults }) => {
    const page = await signedIn('mara');
    const { input } = await open(page);
    await page.route(/\/internal\/people/, (route) => route.fulfill({ status: 503, body: '' }));
    await input.pressSequentially('bea');
    await expect(page.locator('main')).toContainText('Suggestions are not available. Type the username.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(heading(page, 'My profile')).toBeVisible();
    // The failure was ours.
    expect(faults.seen.splice(0).every((fault) => fault.includes('503'))).toBe(true);
  });

  test('asked too often, the picker keeps what it offers and asks again after the pause', async ({ signedIn, people, faults }) => {
    const page = await signedIn('mara');
    const { input, options } = await open(page);
    await input.pressSequentially('be');
    const bea = options.filter({ hasText: people.name('bea') });
    await expect(bea).toHaveCount(1);
    const before = await options.count();
    expect(before).toBeGreaterThan(1);
    await page.route(
      /\/internal\/people/,
      (route) => route.fulfill({ status: 429, headers: { 'retry-after': '1' }, json: { TooMany: { seconds: 1 } } }),
      { times: 1 },
    );
    const refused = page.waitForResponse((response) => response.status() === 429);
    await input.press('a');
    await (await refused).finished();
    await expect(options).toHaveCount(before);
    await expect(page.locator('main')).not.toContainText('Suggestions are not available');
    await expect(options).toHaveCount(1);
    await expect(bea).toHaveCount(1);
    // The refusal was ours.
    expect(faults.seen.splice(0).every((fault) => fault.includes('429'))).toBe(true);
  });

  test('what was typed before the scripts came is kept, and looked for', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const scripts = await holdScripts(page);
    await page.goto('/profile/delegate', { waitUntil: 'commit' });
    await page.getByRole('textbox', { name: 'Delegate' }).fill('bea');
    scripts.release();
    await expect(page.getByRole('combobox', { name: 'Delegate' })).toHaveValue('bea');
    await expect(page.getByRole('option').filter({ hasText: people.name('bea') })).toBeVisible();
    await expect(page.locator('.picker-chosen')).toContainText(people.name('bea'));
  });

  test('what was typed before the scripts came, and left, opens no list', async ({ signedIn, people }) => {
    const page = await signedIn('mara');
    const scripts = await holdScripts(page);
    await page.goto('/profile/delegate', { waitUntil: 'commit' });
    await page.getByRole('textbox', { name: 'Delegate' }).fill('bea');
    await page.getByRole('button', { name: 'Save' }).focus();
    scripts.release();
    await expect(page.locator('.picker-chosen')).toContainText(people.name('bea'));
    await expect(page.getByRole('listbox')).toBeHidden();
  });
});

test('suggestions are for people who are signed in (S)', { tag: '@raw' }, async ({ page, signedIn }) => {
  const ask = (of: Page, query: string) => {
    const headers = { origin: new URL(of.url()).origin };
    return of.request.post('/internal/people', { headers, data: { query } });
  };
  await page.goto('/login');
  const refused = await ask(page, 'be');
  expect(refused.status()).toBe(401);
  const someone = await signedIn('ben');
  const found = await ask(someone, 'bea');
  expect(found.status()).toBe(200);
  const [hit] = (await found.json()) as Record<string, unknown>[];
  expect(Object.keys(hit ?? {}).sort()).toEqual(['department', 'display_name', 'initials', 'username']);
});
