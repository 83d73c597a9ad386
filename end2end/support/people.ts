// The people of the demo organisation as the program itself tells of them, and a way to change one: their CSV.

import { PASSWORD } from './environment';
import type { Server } from './server';

const HEADER =
  'username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles';
const COLUMNS = HEADER.split(',');

export type PersonRecord = Record<string, string>;

export class People {
  private constructor(
    private readonly server: Server,
    private readonly records: Map<string, PersonRecord>,
  ) {}

  /** The people in that CSV, changed through that server. */
  static of(csv: string, server: Server): People {
    const [header, ...rows] = parse(csv);
    const records = rows.map((row) => Object.fromEntries((header ?? []).map((name, at) => [name, row[at] ?? ''])));
    return new People(server, new Map(records.map((record) => [record['username'] ?? '', record])));
  }

  /** A person's display name. */
  name(username: string): string {
    return this.record(username)['display_name'] ?? '';
  }

  email(username: string): string {
    return this.record(username)['email'] ?? '';
  }

  zone(username: string): string {
    return this.record(username)['time_zone'] ?? '';
  }

  /** Changes a person, or takes a new one on, as an operator would: by an import. */
  async change(username: string, changes: PersonRecord): Promise<void> {
    const nobody: PersonRecord = Object.fromEntries(COLUMNS.map((column) => [column, '']));
    const record: PersonRecord = { ...nobody, ...this.records.get(username), ...changes, username };
    this.records.set(username, record);
    const line = COLUMNS.map((column) => quoted(record[column] ?? '')).join(',');
    await this.server.importPeople(`${HEADER}\n${line}\n`);
  }

  /** Grants a role by hand. */
  async addRole(username: string, role: string): Promise<void> {
    await this.change(username, { roles: `${this.record(username)['roles'] ?? ''} ${role}`.trim() });
  }

  /** Takes a role granted by hand away again. */
  async removeRole(username: string, role: string): Promise<void> {
    const roles = this.record(username)['roles']?.split(' ').filter((held) => held !== role) ?? [];
    await this.change(username, { roles: roles.join(' ') });
  }

  /** Gives a person the password that all demo people have. */
  async setPassword(username: string): Promise<void> {
    await this.server.command(['person', 'set-password', username], `${PASSWORD}\n`);
  }

  private record(username: string): PersonRecord {
    const record = this.records.get(username);
    if (record === undefined) {
      throw new Error(`the demo organisation has no ${username}`);
    }
    return record;
  }
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** The records of a CSV text (RFC 4180), without the empty one after the last line. */
export function parse(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      records.push(record);
      record = [];
    }
  }
  return records.filter((fields) => fields.length > 1 || fields[0] !== '');
}
