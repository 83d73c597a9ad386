// A picture of every page in every state: desktop, phone, narrowest, and dark.

import path from 'node:path';

import { STATES } from '../support/states';
import { test } from '../support/test';

const FOLDER = path.join(__dirname, '../test-results/screens');

const LOOKS = [
  { name: 'desktop', width: 1280, colorScheme: 'light' },
  { name: 'wide', width: 1920, colorScheme: 'light' },
  { name: 'dark', width: 1240, colorScheme: 'dark' },
  { name: 'phone', width: 390, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, colorScheme: 'dark' },
  { name: 'narrow', width: 320, colorScheme: 'light' },
] as const;

for (const [state, reach] of Object.entries(STATES)) {
  test(state, async ({ page, people, clock, prepare, signedIn }) => {
    const shown = await reach({ page, people, clock, prepare, signedIn });
    const file = state.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '');
    for (const { name, width, colorScheme } of LOOKS) {
      await shown.setViewportSize({ width, height: 800 });
      await shown.emulateMedia({ colorScheme });
      await shown.screenshot({ path: path.join(FOLDER, `${file}.${name}.png`), fullPage: true });
    }
    if (state === 'audit log') {
      await shown.setViewportSize({ width: 1000, height: 800 });
      await shown.emulateMedia({ media: 'print', colorScheme: 'light' });
      await shown.screenshot({ path: path.join(FOLDER, `${file}.print.png`), fullPage: true });
    }
  });
}
