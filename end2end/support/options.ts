// What the tests and the pictures have in common: the browser, and what every context of it looks like.

import type { PlaywrightTestConfig } from '@playwright/test';

const asRoot = process.getuid?.() === 0;

/** Chromium of the system: nothing is downloaded, and it asks nobody for anything. */
const launchOptions = {
  executablePath: process.env['LOCUM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    // Chromium's sandbox refuses root.
    ...(asRoot ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    '--no-first-run',
    // There is none: a process less to draw with.
    '--disable-gpu',
  ],
};

export const use: NonNullable<PlaywrightTestConfig['use']> = {
  browserName: 'chromium',
  launchOptions,
  viewport: { width: 1240, height: 800 },
  locale: 'en-GB',
  // Far from everybody in the demo organisation: the browser's zone never counts (G1).
  timezoneId: 'Pacific/Kiritimati',
  colorScheme: 'light',
  contextOptions: { reducedMotion: 'reduce' },
  actionTimeout: 15_000,
  navigationTimeout: 20_000,
};
