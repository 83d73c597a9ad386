// Changes are made only by a POST from the same origin (S).

import { type Server as HttpServer, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { expect, test } from '../support/test';
import { heading, region } from '../support/steps';

const RULE = { kind: 'permanent', delegate: 'bea', version: '' };

const ELSEWHERE: [string, Record<string, string>][] = [
  ['an origin elsewhere', { origin: 'https://evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['another port of this host', { origin: 'http://127.0.0.1:1' }],
  ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }],
  ['a browser that says cross-site, whatever the origin', { 'sec-fetch-site': 'cross-site', origin: 'SELF' }],
  ['nothing that says where it comes from', {}],
];

for (const [what, given] of ELSEWHERE) {
  test(`a form from elsewhere changes nothing: ${what}`, { tag: '@raw' }, async ({ signedIn }) => {
    const page = await signedIn('mara');
    const self = new URL(page.url()).origin;
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.replace('SELF', self)]));
    const sent = await page.request.post('/profile/delegate', { form: RULE, headers, maxRedirects: 0 });
    expect(sent.status()).toBe(403);
    expect(await sent.text()).toContain('This form was sent from another site');
    await page.goto('/profile');
    await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
    // Neither does it sign anybody in or out.
    for (const path of ['/login', '/logout']) {
      const other = await page.request.post(path, { form: { username: 'ben', password: 'x' }, headers, maxRedirects: 0 });
      expect(other.status(), path).toBe(403);
    }
    await page.goto('/profile');
    await expect(heading(page, 'My profile')).toBeVisible();
  });
}

test('a page on another port that posts a form changes nothing, cookie or not', async ({ signedIn }) => {
  const page = await signedIn('mara');
  const target = new URL('/profile/delegate', page.url()).href;
  const fields = Object.entries(RULE).map(([name, value]) => `<input name="${name}" value="${value}">`);
  const trap = await serve(`<form method="post" action="${target}">${fields.join('')}<button>Win a prize</button></form>`);
  try {
    await page.goto(`http://127.0.0.1:${(trap.address() as AddressInfo).port}/`);
    await page.getByRole('button', { name: 'Win a prize' }).click();
    await expect(heading(page, 'This form was sent from another site')).toBeVisible();
    await page.getByRole('link', { name: 'Go to My tasks' }).click();
    await page.goto(new URL('/profile', target).href);
    await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
  } finally {
    trap.close();
  }
});

test('reading changes nothing: a GET to every address of a form', { tag: '@raw' }, async ({ signedIn }) => {
  const page = await signedIn('mara');
  const answer = await page.request.get('/logout');
  expect([404, 405]).toContain(answer.status());
  await page.goto('/profile/delegate?kind=permanent&delegate=bea');
  await page.goto('/profile');
  await expect(region(page, 'Delegate tasks')).toContainText('Your new tasks come to you');
});

test('pages tell browsers not to be framed, sniffed or kept', { tag: '@raw' }, async ({ signedIn }) => {
  const page = await signedIn('mara');
  const headers = (await page.request.get('/profile')).headers();
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('same-origin');
  expect(headers['cache-control']).toContain('no-store');
});

function serve(html: string): Promise<HttpServer> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    // No icon is asked for.
    response.end(`<!DOCTYPE html><title>Elsewhere</title><link rel="icon" href="data:,">${html}`);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}
