// Without a mouse (WCAG 2.1.1, 2.4.1, 2.4.7, 2.4.11).

import { expect, test } from '../support/test';
import { heading } from '../support/steps';

test('the first Tab leads past the navigation', async ({ signedIn }) => {
  const page = await signedIn('mara', '/profile');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
});

test('the profile menu opens and closes by keyboard', async ({ signedIn }) => {
  const page = await signedIn('mara', '/profile');
  const button = page.locator('.avatar');
  const menu = page.locator('#profile-menu');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(menu).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'My profile' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(button).toBeFocused();
});

test('on a phone the navigator is a menu', async ({ signedIn }) => {
  const page = await signedIn('mara');
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/profile');
  const navigator = page.getByRole('navigation', { name: 'Navigator' });
  await expect(navigator).toBeHidden();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await expect(navigator).toBeVisible();
  await page.getByRole('button', { name: 'Close menu' }).click();
  await expect(navigator).toBeHidden();
  await page.getByRole('button', { name: 'Menu', exact: true }).press('Enter');
  await navigator.getByRole('link', { name: 'Request a role' }).press('Enter');
  await expect(heading(page, 'Request a role')).toBeVisible();
});

test('everything that takes the focus shows it, and nothing hides it', async ({ signedIn }) => {
  const page = await signedIn('mara');
  for (const width of [1240, 320]) {
    await page.setViewportSize({ width, height: 480 });
    await page.goto('/profile/delegate');
    const seen = new Set<string>();
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (!(element instanceof HTMLElement) || element === document.body) {
          return undefined;
        }
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const top = document.elementFromPoint(x, y);
        return {
          name: `${element.tagName} ${element.id} ${element.textContent?.trim().slice(0, 20)}`,
          outlined: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
          uncovered: top !== null && (element.contains(top) || top.contains(element)),
        };
      });
      if (focus === undefined || seen.has(focus.name)) {
        break;
      }
      seen.add(focus.name);
      expect(focus, `at ${width} px`).toEqual({ name: focus.name, outlined: true, uncovered: true });
    }
    expect(seen.size, `at ${width} px`).toBeGreaterThan(7);
  }
});
