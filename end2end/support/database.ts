// Databases of the throwaway cluster: made, dropped, looked into. One connection a worker stays open for it.

import { Client } from 'pg';

import { SERVER_ROLE, databaseUrl } from './environment';

let cluster: Promise<Client> | undefined;

/** Connects to one database. The host may be a folder, percent-encoded, which `URL` would not keep as it is. */
async function connect(name: string): Promise<Client> {
  const [, user, host, port] = /^postgres(?:ql)?:\/\/([^@:/]+)@([^:/?]+)(?::(\d+))?\//.exec(databaseUrl(name)) ?? [];
  if (user === undefined || host === undefined) {
    throw new Error(`LOCUM_TEST_POSTGRES is no address such as postgresql://user@host:port/database`);
  }
  const client = new Client({
    user: decodeURIComponent(user),
    host: decodeURIComponent(host),
    port: Number(port ?? 5432),
    database: name,
  });
  await client.connect();
  return client;
}

async function onCluster(statement: string): Promise<void> {
  cluster ??= connect('postgres');
  await (await cluster).query(statement);
}

/** Closes the connection that making and dropping databases keeps open. */
export async function leaveCluster(): Promise<void> {
  const client = cluster;
  cluster = undefined;
  await (await client)?.end();
}

/** Rows of one statement in a database; the connection is closed again, so that it never keeps the database from being dropped. */
export async function query<Row extends object>(name: string, statement: string, values: unknown[]): Promise<Row[]> {
  const client = await connect(name);
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

/** The role of the program, unless the cluster has it: a role is the cluster's, not a database's. */
export async function createServerRole(): Promise<void> {
  await onCluster(
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${SERVER_ROLE}') THEN CREATE ROLE ${SERVER_ROLE} LOGIN; END IF; END $$`,
  );
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
