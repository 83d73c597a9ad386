// How long after it was asked for a page can be used: its islands are awake. `cargo xtask bench` runs it on an optimised server.
//
// Standard input: a JSON array of { name, url, cookie, awake }, where `awake` is what the page has once its island is awake, as a
// selector. Standard output: one line a page, its name, a tab, and the median in milliseconds. Nothing is in the browser's cache, and
// its processor is slowed four times.

import { readFileSync } from 'node:fs';

import { chromium } from '@playwright/test';

const ROUNDS = 7;
const SLOWED = 4;

/** Runs in the page before anything of it: notes when the island is awake, counted from the beginning of the navigation. */
const note = (awake) => {
  const look = () => {
    if (document.querySelector(awake) === null) return false;
    globalThis.awakeAfter = performance.now();
    return true;
  };
  const observer = new MutationObserver(() => {
    if (look()) observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
};

async function once(browser, { url, cookie, awake }) {
  const [name, value] = cookie.split(/=(.*)/s);
  const context = await browser.newContext();
  try {
    await context.addCookies([{ name, value, url }]);
    await context.addInitScript(note, awake);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => globalThis.awakeAfter !== undefined, undefined, { timeout: 60_000 });
    return await page.evaluate(() => globalThis.awakeAfter);
  } finally {
    await context.close();
  }
}

const pages = JSON.parse(readFileSync(0, 'utf8'));
const browser = await chromium.launch({
  executablePath: process.env['LOCUM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-background-networking', '--disable-gpu'],
});
try {
  for (const page of pages) {
    const times = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await once(browser, page));
    times.sort((one, other) => one - other);
    console.log(`${page.name}\t${times[Math.floor(ROUNDS / 2)].toFixed(0)}`);
  }
} finally {
  await browser.close();
}
