// Runs once before everything: loads the demo organisation into a database that each test then gets a copy of.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Clock } from './clock';
import { createDatabase, dropDatabase } from './database';
import { START } from './environment';
import { locum } from './program';

export default async function loadTemplate(): Promise<() => Promise<void>> {
  const name = `locum_e2e_${process.pid}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'locum-e2e-'));
  const clock = new Clock(path.join(folder, 'clock'), START);
  await createDatabase(name);
  const drop = async () => {
    await dropDatabase(name);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await locum({ database: name, clock }, ['demo', 'load']);
  } catch (error) {
    await drop();
    throw error;
  }
  // Workers inherit it.
  process.env['LOCUM_E2E_TEMPLATE'] = name;
  return drop;
}

/** The database that `loadTemplate` filled. */
export function template(): string {
  const name = process.env['LOCUM_E2E_TEMPLATE'];
  if (name === undefined) {
    throw new Error('the global setup has not run');
  }
  return name;
}
