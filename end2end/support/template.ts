// Runs once before everything: loads the demo organisation into a database that each test then gets a copy of.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Clock } from './clock';
import { createDatabase, createServerRole, dropDatabase, leaveCluster } from './database';
import { START } from './environment';
import { locum } from './program';

export default async function loadTemplate(): Promise<() => Promise<void>> {
  const name = `locum_e2e_${process.pid}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'locum-e2e-'));
  const clock = new Clock(path.join(folder, 'clock'), START);
  await createServerRole();
  await createDatabase(name);
  const drop = async () => {
    await dropDatabase(name);
    await leaveCluster();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const place = { database: name, clock };
    await locum(place, ['demo', 'load']);
    writeFileSync(path.join(folder, 'people.csv'), await locum(place, ['people', 'export']));
  } catch (error) {
    await drop();
    throw error;
  }
  // Workers inherit it.
  process.env['LOCUM_E2E_TEMPLATE'] = name;
  process.env['LOCUM_E2E_FOLDER'] = folder;
  return drop;
}

/** The database that `loadTemplate` filled. */
export function template(): string {
  return fromSetup('LOCUM_E2E_TEMPLATE');
}

/** The people in it, as `locum people export` told them. */
export function templatePeople(): string {
  return readFileSync(path.join(fromSetup('LOCUM_E2E_FOLDER'), 'people.csv'), 'utf8');
}

function fromSetup(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) {
    throw new Error('the global setup has not run');
  }
  return value;
}
