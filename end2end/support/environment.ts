// What the tests are told from outside, and what they tell the program.

import path from 'node:path';

/** Every demo person's password. */
export const PASSWORD = 'correct horse battery staple';

/** The instant at which the demo organisation is made and every test begins: the same civil day at all its sites. */
export const START = '2028-01-11T10:00:00Z';

/** A minute later. */
export const A_MINUTE_LATER = '2028-01-11T10:01:00Z';

/** The day of START. */
export const TODAY = '2028-01-11';

const root = path.resolve(__dirname, '../..');

/** The program under test. */
export const PROGRAM = process.env['LOCUM_BIN'] ?? path.join(root, 'target/debug/locum');

/** The role that the program uses the database by: it owns nothing (O7). */
export const SERVER_ROLE = 'locum_server';

/** The address of one database of the cluster that the tests may fill and throw away, as its owner. */
export function databaseUrl(name: string): string {
  const cluster = process.env['LOCUM_TEST_POSTGRES'];
  if (cluster === undefined || cluster === '') {
    throw new Error('LOCUM_TEST_POSTGRES is not set: `cargo xtask test` starts a throwaway cluster and sets it');
  }
  // The host may be a folder, percent-encoded, which URL would not keep as it is.
  const [, before, query] = /^(.*)\/[^/?]*(\?.*)?$/.exec(cluster) ?? [];
  if (before === undefined) {
    throw new Error(`LOCUM_TEST_POSTGRES is no database address: ${cluster}`);
  }
  return `${before}/${name}${query ?? ''}`;
}

/** The same as the role of the program. */
function serverUrl(name: string): string {
  return databaseUrl(name).replace(/:\/\/[^@/]*@/, `://${SERVER_ROLE}@`);
}

/** The environment of the program with a database and a clock (G2), and nothing of whoever runs the tests. */
export function programEnvironment(database: string, clockFile: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LOCUM_'));
  return {
    ...Object.fromEntries(inherited),
    DATABASE_URL: serverUrl(database),
    LOCUM_DATABASE_OWNER_URL: databaseUrl(database),
    LOCUM_ENV: 'test',
    LOCUM_CLOCK_FILE: clockFile,
    LOCUM_DEMO_PASSWORD: PASSWORD,
  };
}
