// A session made in the database, as signing in makes one: where sign-in itself is not what is tested.

import { createHash, randomBytes } from 'node:crypto';

import { query } from './database';

/** How long a session lasts without a request. */
const IDLE = 8 * 60 * 60 * 1000;

/** Sessions live by the machine's clock, whatever the program's says. Answers the cookie. */
export async function makeSession(database: string, username: string): Promise<{ name: string; value: string }> {
  // The cookie holds the id's bytes in one order, and what is hashed are the same in the other.
  const id = randomBytes(16);
  const hash = createHash('sha256').update(Buffer.from(id).reverse()).digest();
  const now = new Date();
  const made = await query(
    database,
    `INSERT INTO sessions (id_hash, person_id, data, expires_at)
       SELECT $1, p.id, jsonb_build_object('person', p.id, 'begun', $2::text, 'seen', $2::text), $3 FROM people p WHERE p.username = $4
       RETURNING person_id`,
    [hash, now.toISOString(), new Date(now.getTime() + IDLE), username],
  );
  if (made.length !== 1) {
    throw new Error(`there is no ${username} who could have a session`);
  }
  return { name: 'locum', value: id.toString('base64url') };
}
