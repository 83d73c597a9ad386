// The journeys, once with scripts and once without (G7). `cargo xtask test` runs them with LOCUM_BIN and
// LOCUM_TEST_POSTGRES set.

import { defineConfig } from '@playwright/test';

import { use } from './support/options';

export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/template.ts',
  fullyParallel: true,
  workers: 2,
  // A test that needs a second try is a defect.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  // Generous: a busy machine is slow, and what waits ends as soon as it is there.
  expect: { timeout: 15_000 },
  reporter: 'list',
  outputDir: 'test-results/run',
  use: { ...use, screenshot: 'only-on-failure' },
  projects: [
    { name: 'scripts on' },
    // `@scripts` marks what only a running script can do: suggestions and the live preview; `@raw` what is sent
    // without a page, so that scripts make no difference.
    { name: 'scripts off', use: { javaScriptEnabled: false }, grepInvert: /@scripts|@raw/ },
  ],
});
