// The `test` of every journey: a database, a clock and a server of its own, and people who are signed in.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type BrowserContext, type Page, test as base, expect } from '@playwright/test';

import { Clock } from './clock';
import { cloneDatabase, dropDatabase } from './database';
import { START } from './environment';
import { Faults } from './faults';
import { People } from './people';
import { Server } from './server';
import { signIn } from './steps';
import { template, templatePeople } from './template';

export { expect };

interface Own {
  /** Settings of the program beside those that every test has: `test.use({ settings: { … } })`. */
  settings: Record<string, string>;
  /** The program's clock. */
  clock: Clock;
  /** A server on a database that holds the demo organisation and nothing else. */
  server: Server;
  /** The demo people. */
  people: People;
  /** What went wrong in any browser of this test; there is none at the end. */
  faults: Faults;
  /** Opens a browser of their own for somebody and signs them in. */
  signedIn: (username: string) => Promise<Page>;
}

let databases = 0;

export const test = base.extend<Own>({
  settings: [{}, { option: true }],

  clock: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'locum-e2e-'));
    await use(new Clock(path.join(folder, 'clock'), START));
    rmSync(folder, { recursive: true, force: true });
  },

  server: async ({ clock, settings }, use, info) => {
    const database = `${template()}_${info.workerIndex}_${(databases += 1)}`;
    await cloneDatabase(database, template());
    try {
      const server = await Server.start({ database, clock, settings }, info.parallelIndex);
      await use(server);
      const code = await server.stop();
      if (info.status !== info.expectedStatus) {
        await info.attach('server log', { body: server.log(), contentType: 'text/plain' });
      }
      expect(code, 'exit code after SIGTERM').toBe(0);
      const defects = server.log().split('\n').filter((line) => /\bERROR\b|panicked at/.test(line));
      expect(defects, 'errors in the server log').toEqual([]);
    } finally {
      await dropDatabase(database);
    }
  },

  people: async ({ server }, use) => {
    await use(People.of(templatePeople(), server));
  },

  // Every address in a test is a path.
  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  faults: [
    async ({}, use) => {
      const faults = new Faults();
      await use(faults);
      expect(faults.seen, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, faults }, use) => {
    faults.watch(context);
    await use(context);
  },

  signedIn: async ({ browser, server, faults }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (username) => {
      const context = await browser.newContext({ baseURL: server.url });
      opened.push(context);
      faults.watch(context);
      const page = await context.newPage();
      await signIn(page, username, server.url);
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});
