// Databases of the throwaway cluster, made and dropped with psql, which comes with every PostgreSQL.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { databaseUrl } from './environment';

const run = promisify(execFile);

async function onCluster(statement: string): Promise<void> {
  await run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', statement, databaseUrl('postgres')]);
}

/** An empty database. */
export async function createDatabase(name: string): Promise<void> {
  await onCluster(`CREATE DATABASE "${name}"`);
}

/** A copy. Copying files beats copying through the log by far for a database this small. */
export async function cloneDatabase(name: string, template: string): Promise<void> {
  await onCluster(`CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`);
}

export async function dropDatabase(name: string): Promise<void> {
  await onCluster(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}
