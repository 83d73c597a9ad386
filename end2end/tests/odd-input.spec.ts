// Whatever is sent, the answer is a refusal in words: never a 500, never words of the database (G6).

import { expect, test } from '../support/test';

/** Form fields and parts of addresses, percent-encoded. */
const ODD: [string, string][] = [
  ['a zero byte', 'ben%00'],
  ['bytes that are no UTF-8', '%ff%fe'],
  ['a quote', "x'%20OR%20'1'%3D'1"],
  ['markup', '%3Cscript%3Ealert(1)%3C/script%3E'],
  ['a wildcard', '%25%5F%5C'],
  ['a hundred thousand letters', 'x'.repeat(100_000)],
  ['letters that run backwards', '%E2%80%AEneb'],
  ['an emoji', '%F0%9F%A6%8A'],
];

const FORMS: [string, string][] = [
  ['/login', 'username=ODD&password=ODD&next=ODD'],
  ['/profile/delegate', 'kind=permanent&delegate=ODD'],
  ['/profile/delegate', 'kind=temporary&delegate=bea&starts_on=ODD&ends_on=ODD'],
  ['/profile/delegate', 'kind=ODD&delegate=bea&version=ODD&keep_copy=ODD'],
  ['/profile/delegate', 'kind=permanent&kind=temporary&delegate=bea&delegate=ben'],
  ['/profile/delegate', ''],
  ['/requests/new', 'subject=ODD&role=payroll_viewer&reason='],
  ['/requests/new', 'subject=mara&role=ODD&reason=ODD'],
  ['/requests/new', 'subject=mara&role=&reason=ODD&id=ODD'],
  ['/', 'task=ODD&action=approve'],
  ['/tasks/00000000-0000-4000-8000-000000000000', 'action=ODD&reason=ODD'],
  ['/internal/delegates/preview', 'form[kind]=permanent&form[delegate]=ODD'],
  ['/internal/role-delegations/review', 'form[role]=ODD&form[proxy]=ODD&form[starts_on]=ODD'],
];

const ADDRESSES = [
  '/login?next=ODD',
  '/?kind=ODD&covering=ODD&after=ODD',
  '/tasks/ODD',
  '/notifications?before=ODD',
  '/admin/audit?person=ODD',
  '/admin/audit?object=ODD&action=ODD&before=ODD',
  '/admin/audit?from=ODD&to=ODD',
  '/admin/audit.csv?person=ODD&object=ODD',
  
  '/pkg/ODD',
  '/ODD',
];

for (const [what, odd] of ODD) {
  test(`sent in every form and address: ${what}`, { tag: '@raw' }, async ({ signedIn }) => {
    const [mara, ada] = [await signedIn('mara'), await signedIn('ada')];
    const headers = { origin: new URL(mara.url()).origin, 'content-type': 'application/x-www-form-urlencoded' };
    for (const [path, body] of FORMS) {
      const answer = await mara.request.post(path, { headers, data: body.replaceAll('ODD', odd), maxRedirects: 0 });
      expect.soft(answer.status(), `POST ${path} ${body}`).toBeLessThan(500);
      expect.soft(await answer.text(), `POST ${path} ${body}`).not.toMatch(/invalid byte sequence|syntax error|relation "|panicked/);
    }
    for (const address of ADDRESSES) {
      // Longer ones are refused before anybody reads them.
      const path = address.replaceAll('ODD', odd.slice(0, 5_000));
      const answer = await ada.request.get(path, { maxRedirects: 0 });
      expect.soft(answer.status(), `GET ${address}`).toBeLessThan(500);
      expect.soft(await answer.text(), `GET ${address}`).not.toMatch(/invalid byte sequence|syntax error|relation "|panicked/);
    }
  });
}

test('what is no form is refused as such', { tag: '@raw' }, async ({ signedIn }) => {
  const page = await signedIn('mara');
  const headers = { origin: new URL(page.url()).origin };
  const json = await page.request.post('/profile/delegate', { headers, data: { delegate: 'bea' } });
  expect(json.status()).toBe(415);
  expect(await json.text()).toContain('That request could not be read');
  const huge = await page.request.post('/requests/new', { headers, form: { reason: 'x'.repeat(8_000_000) } });
  expect(huge.status()).toBe(413);
});

test('a method that a page does not know is refused in words', { tag: '@raw' }, async ({ signedIn }) => {
  const page = await signedIn('mara');
  const headers = { origin: new URL(page.url()).origin };
  for (const [method, path] of [['PUT', '/profile/delegate'], ['DELETE', '/'], ['POST', '/profile']] as const) {
    const answer = await page.request.fetch(path, { method, headers });
    expect(answer.status(), `${method} ${path}`).toBe(405);
    expect(await answer.text()).toContain('This page cannot do that');
  }
});
