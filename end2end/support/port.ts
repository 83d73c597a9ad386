// Ports for servers. They are taken from below the range that outgoing connections use, each worker from a
// hundred of its own: one that was free a moment ago is not gone by the time the server asks for it. Two test runs
// beside each other begin in different places.

import { createServer } from 'node:net';

const EACH = 100;
const FIRST = 20_000 + (process.ppid % 50) * 2 * EACH;
let next = 0;

export async function freePort(worker: number): Promise<number> {
  for (let tries = 0; tries < EACH; tries += 1) {
    const port = FIRST + worker * EACH + (next++ % EACH);
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error('no free port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
