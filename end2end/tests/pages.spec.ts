// Every page in every state, examined (house.md, Looks): see support/examine.ts for what.

import { examine } from '../support/examine';
import { STATES } from '../support/states';
import { expect, test } from '../support/test';

for (const [name, reach] of Object.entries(STATES)) {
  // Axe is a script itself.
  test(`accessible, and at home on every screen: ${name}`, { tag: '@scripts' }, async ({ page, people, clock, prepare, signedIn }) => {
    await examine(await reach({ page, people, clock, prepare, signedIn }));
  });
}

// Scripts change the pickers alone: here are the pages that have one, as they are before any script has come.
const PICKERS = [
  ['/profile/delegate', 'mara', 'Delegate', 'Save'],
  ['/requests/new', 'mara', 'For', 'Request'],
  ['/me/roles-and-delegations/new', 'mara', 'Proxy', 'Continue'],
  ['/hr/accounts/mara/delegations/new', 'hugo', 'Proxy', 'Continue'],
  ['/team/absences', 'mara', 'Person', 'Add absence'],
] as const;

for (const [path, who, label, button] of PICKERS) {
  test(`accessible before the scripts have come: ${path}`, { tag: '@scripts' }, async ({ signedIn }) => {
    const page = await signedIn(who);
    await page.route(/\/pkg\/.*\.js$/, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: 'export default () => new Promise(() => {});' }),
    );
    await page.goto(path);
    await expect(page.getByRole('combobox', { name: label, exact: true })).toHaveCount(0);
    await examine(page);
    await page.getByRole('textbox', { name: label, exact: true }).fill('zoe');
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await examine(page);
  });
}

test('the examination finds what it looks for', { tag: '@scripts' }, async ({ page }) => {
  const spoilt = async (color: string, minWidth: string) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/login');
    await page.evaluate(
      ([color, minWidth]) => {
        document.querySelector('h1')?.style.setProperty('color', color ?? '');
        document.querySelector('h1')?.style.setProperty('min-width', minWidth ?? '');
      },
      [color, minWidth],
    );
    return examine(page);
  };
  await expect(spoilt('light-dark(#ddd, #fff)', '0')).rejects.toThrow(/light, 1240 px[^]*color-contrast/);
  await expect(spoilt('light-dark(#000, #222)', '0')).rejects.toThrow(/dark, 1240 px[^]*color-contrast/);
  await expect(spoilt('', '450px')).rejects.toThrow(/sticks out at 390 px/);
});
