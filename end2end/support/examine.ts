// What holds for every page in every state: WCAG 2.2 AA as far as a program can tell, in light and in dark; nothing
// to scroll sideways at 320 px and at 200 % zoom; one h1.

import { readFileSync } from 'node:fs';

import { type Page, expect } from '@playwright/test';
import type axe from 'axe-core';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Widths in CSS pixels: 200 % zoom on 1280, a phone, the narrowest, a desktop. */
const WIDTHS = [640, 390, 320, 1240];

/** Axe itself, put into the page once: its own wrapper for Playwright opens another page for each run. */
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export async function examine(page: Page): Promise<void> {
  await expect(page).toHaveTitle(/ · Locum$/);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  for (const width of WIDTHS) {
    await resize(page, width);
    expect(await overflow(page), `sticks out at ${width} px`).toEqual([]);
  }
  await page.evaluate(AXE);
  // Nothing but colours depends on the scheme, and colours do not depend on the width.
  await look(page, 'light, 1240 px', { runOnly: WCAG });
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'dark, 1240 px', { runOnly: { type: 'rule', values: ['color-contrast'] } });
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(page, 320);
  await look(page, 'light, 320 px', { runOnly: WCAG });
}

/** A new width reaches the page a moment after it was set. */
async function resize(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width);
}

async function look(page: Page, how: string, options: axe.RunOptions): Promise<void> {
  const found = await page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'], elementRef: false });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary?.replaceAll('\n', ' ')}`),
    }));
  }, options);
  expect(found, how).toEqual([]);
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
