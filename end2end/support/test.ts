// The `test` of every journey: a database of its own, a clock, and people who are signed in. The server is the worker's: its
// database is dropped and cloned from the template before each test. A test that needs other settings, or a server that has
// seen no other test, gets a server of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type BrowserContext, type Page, type TestInfo, test as base, expect } from '@playwright/test';

import { Clock } from './clock';
import { cloneDatabase, dropDatabase, leaveCluster } from './database';
import { A_MINUTE_LATER, START } from './environment';
import { Faults } from './faults';
import { People } from './people';
import { Prepare } from './prepare';
import { Server } from './server';
import { makeSession } from './session';
import { template, templatePeople } from './template';

export { expect };

interface Own {
  /** Settings of the program beside those that every test has: `test.use({ settings: { … } })`. */
  settings: Record<string, string>;
  /** Whether the test needs a server that remembers nothing of other tests, such as how often somebody failed to sign in. */
  freshServer: boolean;
  /** The program's clock. */
  clock: Clock;
  /** A server on a database that holds the demo organisation and nothing else. */
  server: Server;
  /** The demo people. */
  people: People;
  /** What has happened before the journey begins. */
  prepare: Prepare;
  /** What went wrong in any browser of this test; there is none at the end. */
  faults: Faults;
  /** Opens a browser of their own for somebody who is signed in, on that page: My tasks, unless another is named. */
  signedIn: (username: string, path?: string) => Promise<Page>;
}

interface Workers {
  /** The worker's clock. */
  workerClock: Clock;
  /** The worker's server. */
  workerServer: Server;
}

let databases = 0;

export const test = base.extend<Own, Workers>({
  settings: [{}, { option: true }],
  freshServer: [false, { option: true }],

  workerClock: [
    async ({}, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'locum-e2e-'));
      await use(new Clock(path.join(folder, 'clock'), START));
      rmSync(folder, { recursive: true, force: true });
      await leaveCluster();
    },
    { scope: 'worker' },
  ],

  workerServer: [
    async ({ workerClock }, use, info) => {
      const database = `${template()}_${info.workerIndex}`;
      await cloneDatabase(database, template());
      try {
        const server = await Server.start({ database, clock: workerClock }, info.parallelIndex);
        await use(server);
        expect(await server.stop(), 'exit code after SIGTERM').toBe(0);
        expect(server.defects(), 'errors in the server log after the last test').toEqual([]);
      } finally {
        await dropDatabase(database);
      }
    },
    { scope: 'worker' },
  ],

  clock: async ({ workerClock }, use) => {
    workerClock.set(START);
    await use(workerClock);
  },

  server: async ({ clock, settings, freshServer, workerServer }, use, info) => {
    if (!freshServer && Object.keys(settings).length === 0) {
      expect(workerServer.defects(), 'errors in the server log after the test before').toEqual([]);
      // A minute passes between two tests: how often somebody did something in the one before holds nobody up in this one.
      await workerServer.lookAtClock();
      clock.set(A_MINUTE_LATER);
      await workerServer.lookAtClock();
      clock.set(START);
      await dropDatabase(workerServer.database);
      await cloneDatabase(workerServer.database, template());
      await workerServer.begin();
      await use(workerServer);
      await judge(workerServer, info);
      workerServer.endTest();
      return;
    }
    const database = `${template()}_${info.workerIndex}_${(databases += 1)}`;
    await cloneDatabase(database, template());
    try {
      const server = await Server.start({ database, clock, settings }, info.parallelIndex);
      await use(server);
      const code = await server.stop();
      await judge(server, info);
      expect(code, 'exit code after SIGTERM').toBe(0);
    } finally {
      await dropDatabase(database);
    }
  },

  people: async ({ server }, use) => {
    await use(People.of(templatePeople(), server));
  },

  prepare: async ({ server }, use) => {
    await use(new Prepare(server));
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
    await use(async (username, path = '/') => {
      const context = await browser.newContext({ baseURL: server.url });
      opened.push(context);
      faults.watch(context);
      const session = await makeSession(server.database, username);
      await context.addCookies([{ ...session, url: server.url, httpOnly: true, sameSite: 'Lax' }]);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    });
    await Promise.all(opened.map((context) => context.close()));
  },
});

/** What the server said in a test goes with one that failed, and must not be an error in one that passed. */
async function judge(server: Server, info: TestInfo): Promise<void> {
  if (info.status !== info.expectedStatus) {
    await info.attach('server log', { body: server.log(), contentType: 'text/plain' });
  }
  expect(server.defects(), 'errors in the server log').toEqual([]);
}
