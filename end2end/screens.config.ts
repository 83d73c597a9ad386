// `npm run screens`: a picture of every page in test-results/screens, for people to look at. Not a test.

import { defineConfig } from '@playwright/test';

import { use } from './support/options';

export default defineConfig({
  testDir: 'screens',
  testMatch: '*.ts',
  globalSetup: './support/template.ts',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  outputDir: 'test-results/screens-run',
  use,
});
