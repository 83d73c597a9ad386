// What holds for every page in every state: WCAG 2.2 AA as far as a program can tell, in light and in dark; nothing
// to scroll sideways at 320 px and at 200 % zoom; one h1.

import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Widths in CSS pixels: a desktop, 200 % zoom on 1280, a phone, the narrowest. */
const WIDTHS = [1240, 640, 390, 320];

export async function examine(page: Page): Promise<void> {
  await fitsEveryScreen(page);
  // Colours do not depend on the width, and nothing but colours on the scheme.
  await look(page, 320, 'light', everything);
  await look(page, 1240, 'light', everything);
  await look(page, 1240, 'dark', colours);
}

type Rules = (axe: AxeBuilder) => AxeBuilder;
const everything: Rules = (axe) => axe.withTags(WCAG);
const colours: Rules = (axe) => axe.withRules(['color-contrast']);

async function look(page: Page, width: number, colorScheme: 'light' | 'dark', rules: Rules): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme });
  const { violations } = await rules(new AxeBuilder({ page })).analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.replaceAll('\n', ' ')}`),
  }));
  expect(found, `${colorScheme}, ${width} px`).toEqual([]);
}

async function fitsEveryScreen(page: Page): Promise<void> {
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page).toHaveTitle(/ · Locum$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const before = page.viewportSize() ?? { width: 1240, height: 800 };
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    expect(await overflow(page), `sticks out at ${width} px`).toEqual([]);
  }
  await page.setViewportSize(before);
}

/** The innermost elements that reach past the right edge; empty where the page cannot be scrolled sideways. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = window.innerWidth;
    if ((document.scrollingElement?.scrollWidth ?? 0) <= edge) {
      return [];
    }
    const out = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > edge + 0.5);
    const inner = out.filter((one) => !out.some((other) => other !== one && one.contains(other)));
    return ['the page', ...inner.map((one) => one.outerHTML.slice(0, 120))];
  });
}
