// What has happened before a journey begins: done by the forms of the pages themselves, sent without a browser. The journeys
// that are about these forms fill them in by hand.

import { expect } from '@playwright/test';

import { query } from './database';
import { type RoleCode } from './roles';
import { type Server } from './server';
import { makeSession } from './session';

type Fields = Record<string, string>;

export class Prepare {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly server: Server) {}

  /** Somebody names a permanent delegate. */
  async delegate(owner: string, delegate: string): Promise<void> {
    const path = '/profile/delegate';
    const form = formWith('delegate', await this.get(owner, path));
    await this.post(owner, path, { ...form, kind: 'permanent', delegate, starts_on: '', ends_on: '', action: 'save' });
  }

  /** Somebody asks for a role for themselves; answers the path of the task's page. */
  async request(who: string, role: RoleCode): Promise<string> {
    const path = '/requests/new';
    const form = formWith('role', await this.get(who, path));
    const task = await this.post(who, path, { ...form, role, reason: '' });
    expect(task).toMatch(/^\/tasks\/[0-9a-f-]{36}$/);
    return task;
  }

  /** A line manager delegates that role; an empty end is no end. */
  async roleDelegation(delegator: string, proxy: string, from: string, to: string): Promise<void> {
    const path = '/me/roles-and-delegations/new';
    const typed = { role: 'line_manager', proxy, starts_on: from, ends_on: to };
    const review = await this.send(delegator, path, { ...typed, action: 'continue' });
    expect(review.status, await review.clone().text()).toBe(200);
    const form = formWith('proxy', await review.text());
    await this.post(delegator, path, { ...form, ...typed, action: 'save' });
  }

  /** Somebody asks for a vacation. */
  async absence(who: string, from: string, to: string): Promise<void> {
    const path = '/me/absences';
    const form = formWith('kind', await this.get(who, path));
    await this.post(who, path, { ...form, kind: 'vacation', starts_on: from, ends_on: to });
  }

  /** Somebody has approved these tasks together, and a server is at it or has finished; answers the path of the operation's page. */
  async operation(who: string, tasks: string[], states: string[], isFinished: boolean): Promise<string> {
    const id = '0190163d-8694-739b-aea5-966c26f8ad55';
    const input = JSON.stringify({ act: 'decide', decision: 'approve', reason: 'Quarter end', unreadable: 0 });
    const written = await query(
      this.server.database,
      `WITH operation AS (INSERT INTO operations (id, kind, person_id, through, input, total, created_at, continued_at, finished_at,
           leased_by, leased_until, done)
         SELECT $1, 'decide', p.id, '/', $3, cardinality($4::uuid[]), '2028-01-11T09:59:00Z', '2028-01-11T09:59:00Z',
           CASE WHEN $6 THEN '2028-01-11T09:59:30Z'::timestamptz END, CASE WHEN NOT $6 THEN $1::uuid END,
           CASE WHEN NOT $6 THEN '2028-01-11T10:30:00Z'::timestamptz END,
           CASE WHEN $6 THEN (SELECT count(*) FROM unnest($5::text[]) AS s (state) WHERE s.state = 'done') ELSE 0 END
         FROM people p WHERE p.username = $2 RETURNING id)
       INSERT INTO operation_items (operation_id, position, task_id, state, reason)
         SELECT o.id, t.position, t.task, t.state, CASE t.state WHEN 'failed' THEN 'it waits for somebody else' END
         FROM operation o, unnest($4::uuid[], $5::text[]) WITH ORDINALITY AS t (task, state, position) RETURNING position`,
      [id, who, input, tasks.map((task) => task.replace('/tasks/', '')), states, isFinished],
    );
    expect(written).toHaveLength(tasks.length);
    return `/operations/${id}`;
  }

  /** The tasks of the only access review are still being made, and a server is at it. */
  async reviewUnderWay(): Promise<void> {
    const changed = await query(
      this.server.database,
      `UPDATE operations SET finished_at = NULL, total = 40, done = 12, leased_by = id, leased_until = '2028-01-11T10:30:00Z'
       WHERE kind = 'access_review' RETURNING id`,
      [],
    );
    expect(changed).toHaveLength(1);
  }

  /** The only access review was broken off before all of its tasks were made. */
  async reviewBrokenOff(): Promise<void> {
    const why = 'whoever started it may no longer run access reviews';
    const changed = await query(this.server.database, 'UPDATE access_reviews SET broken_off = $1 RETURNING id', [why]);
    expect(changed).toHaveLength(1);
  }

  /** The only operation stopped before its end; answers the path of its page. */
  async stopped(why: string): Promise<string> {
    const changed = await query<{ id: string }>(
      this.server.database,
      `UPDATE operations SET total = 10, result = result || jsonb_build_object('stopped', $1::text) RETURNING id`,
      [why],
    );
    expect(changed).toHaveLength(1);
    return `/operations/${changed[0]?.id}`;
  }

  /** Somebody else has resumed the only access review. */
  async reviewResumedBy(who: string): Promise<void> {
    const changed = await query(
      this.server.database,
      `UPDATE operations SET resumed_by = p.id, resumed_through = '/operations'
       FROM people p WHERE p.username = $1 AND kind = 'access_review' RETURNING p.id`,
      [who],
    );
    expect(changed).toHaveLength(1);
  }

  /** A rule makes a role provisionable because an open delegation depended on it at the upgrade (R20); it is the rule's only role. */
  async madeProvisionable(rule: string, role: string, department: string): Promise<void> {
    const marked = await query(
      this.server.database,
      `WITH rule AS (INSERT INTO role_provisioning_rules (name, department, version, changed_at)
         VALUES ($1, $3, 2, '2028-01-10T22:00:00Z') RETURNING id)
       INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable, provisionable, provisionable_by_upgrade)
         SELECT rule.id, r.id, true, true, true FROM rule, roles r WHERE r.code = $2 RETURNING role_id`,
      [rule, role, department],
    );
    expect(marked).toHaveLength(1);
  }

  private async get(who: string, path: string): Promise<string> {
    const answer = await fetch(`${this.server.url}${path}`, { headers: await this.headers(who), redirect: 'manual' });
    expect(answer.status, `${path} for ${who}`).toBe(200);
    return answer.text();
  }

  /** Sends a form that must be taken; answers the path that it leads to. */
  private async post(who: string, path: string, fields: Fields): Promise<string> {
    const answer = await this.send(who, path, fields);
    expect(answer.status, `${path} by ${who}: ${await answer.clone().text()}`).toBe(303);
    return answer.headers.get('location') ?? '';
  }

  private async send(who: string, path: string, fields: Fields): Promise<Response> {
    const headers = { ...(await this.headers(who)), origin: this.server.url };
    return fetch(`${this.server.url}${path}`, { method: 'POST', headers, body: new URLSearchParams(fields), redirect: 'manual' });
  }

  private async headers(who: string): Promise<Fields> {
    let cookie = this.cookies.get(who);
    if (cookie === undefined) {
      const { name, value } = await makeSession(this.server.database, who);
      cookie = `${name}=${value}`;
      this.cookies.set(who, cookie);
    }
    return { cookie };
  }
}

/** What the form with that field would send as it stands: hidden fields, text, ticks. Selections are the caller's to make. */
function formWith(field: string, html: string): Fields {
  const forms = [...html.matchAll(/<form\b.*?<\/form>/gs)].map(([form]) => form);
  const form = forms.find((one) => one.includes(`name="${field}"`));
  if (form === undefined) {
    throw new Error(`the page has no form with the field ${field}`);
  }
  const fields: Fields = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, 'name');
    const isTick = ['checkbox', 'radio'].includes(attribute(input, 'type') ?? '');
    if (name !== undefined && (!isTick || /\schecked[\s>=]/.test(input))) {
      fields[name] = attribute(input, 'value') ?? (isTick ? 'on' : '');
    }
  }
  return fields;
}

function attribute(element: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(element) ?? [];
  return value?.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
