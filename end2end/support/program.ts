// Commands of the program, run to their end.

import { spawn } from 'node:child_process';

import type { Clock } from './clock';
import { PROGRAM, programEnvironment } from './environment';

/** On what a command or a server works. */
export interface Place {
  database: string;
  clock: Clock;
  /** Settings beside those that every test has. */
  settings?: Record<string, string>;
}

/** Runs `locum` and answers its standard output; a failure is an error with what it said. */
export async function locum(place: Place, words: string[], input = ''): Promise<string> {
  const child = spawn(PROGRAM, words, { env: { ...programEnvironment(place.database, place.clock.file), ...place.settings } });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  // Most commands never read it, and may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`locum ${words.join(' ')} ended with ${code}: ${said.err}`);
  }
  return said.out;
}
