// "Why can …?": the chain that allows something now, before or later, or what is missing (D, G1, G6). The demo's clock stands at
// 11 January 2028; Inês looks at it from Berlin.

import { type Page } from '@playwright/test';

import { expect, test } from '../support/test';
import { heading, region } from '../support/steps';

const PRIVILEGE = 'See, add, approve and cancel absences';

async function ask(page: Page, person: string, target: string, when: string): Promise<void> {
  await page.getByLabel('Person').fill(person);
  await page.getByLabel('Privilege').selectOption(PRIVILEGE);
  await page.getByLabel('On whose record').fill(target);
  await page.getByLabel('When').fill(when);
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page).toHaveURL(new RegExp(`person=${person}&.*&target=${target}&at=${when.replaceAll(':', '%3A')}$`));
}

async function open(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Navigator' }).getByRole('link', { name: 'Why can …?' }).click();
  await expect(heading(page, 'Why can …?')).toBeVisible();
}

test('the answer is the grant, or the delegation, with the way up the hierarchy (D)', async ({ signedIn, people, prepare }) => {
  const [ben, mara, gita, bea] = [people.name('ben'), people.name('mara'), people.name('gita'), people.name('bea')];
  await prepare.roleDelegation('mara', 'bea', '2028-01-20', '2028-01-31');
  const page = await signedIn('ines');
  const main = page.locator('main');
  await open(page);

  await ask(page, 'gita', 'ben', '');
  await expect(main).toContainText(`Yes. ${gita} can do “${PRIVILEGE}” on the record of ${ben} at Tue 11 Jan 2028 11:00 Europe/Berlin.`);
  const through = region(page, 'Through what').getByRole('listitem');
  await expect(through).toHaveCount(1);
  await expect(through).toContainText('Line manager, granted by hand');
  await expect(through).toContainText(`${ben} → ${mara} → ${gita}`);

  // Lent, but not begun yet.
  await ask(page, 'bea', 'ben', '');
  await expect(main).toContainText(`No. ${bea} cannot do “${PRIVILEGE}” on the record of ${ben}`);
  const nearest = region(page, 'What comes nearest').getByRole('listitem');
  await expect(nearest).toContainText(`Line manager, delegated by ${mara} from 20 January 2028, last day: Sunday 30 January 2028`);
  await expect(nearest).toContainText('not begun at that moment');

  await ask(page, 'bea', 'ben', '2028-01-25T12:00');
  await expect(main).toContainText('Yes.');
  await expect(main).toContainText('at Tue 25 Jan 2028 12:00 Europe/Berlin');
  await expect(through).toContainText(`Line manager, delegated by ${mara} from 20 January 2028, last day: Sunday 30 January 2028, made by ${mara}`);
  await expect(through).toContainText(`${ben} → ${mara}`);
  await expect(main).toContainText('The future is answered as if nothing changed until then and the job ran on time.');
  // Due at the start of its last date, in the delegator's zone: at one in Berlin it has just ended (R6, G1).
  await ask(page, 'bea', 'ben', '2028-01-31T00:59');
  await expect(main).toContainText('Yes.');
  await ask(page, 'bea', 'ben', '2028-01-31T01:00');
  await expect(main).toContainText('No.');
  await expect(nearest).toContainText('over at that moment');
});

test('the past is answered by what was in force then (D, R14)', async ({ signedIn, people }) => {
  const [ben, mara, owen] = [people.name('ben'), people.name('mara'), people.name('owen')];
  const page = await signedIn('ines');
  const main = page.locator('main');
  await open(page);
  // The demo's own: Owen stood in for Mara until nine days ago.
  await ask(page, 'owen', 'ben', '2027-12-28');
  await expect(main).toContainText(`Yes. ${owen} can do “${PRIVILEGE}” on the record of ${ben} at Tue 28 Dec 2027 00:00 Europe/Berlin.`);
  await expect(region(page, 'Through what').getByRole('listitem')).toContainText(`Line manager, delegated by ${mara}`);
  await expect(main).toContainText('The past is answered by the log of grants, delegations and accounts');
  await ask(page, 'owen', 'ben', '');
  await expect(main).toContainText('No.');
  const nearest = region(page, 'What comes nearest').getByRole('listitem');
  await expect(nearest.filter({ hasText: `delegated by ${mara}` })).toContainText('over at that moment');
  // His own role reaches his own reports only.
  await expect(nearest.filter({ hasText: 'granted by hand' })).toContainText('this record is outside its scope');
});

test('what cannot be asked is said at its field, and nothing is lost (G6)', async ({ signedIn }) => {
  const page = await signedIn('ines');
  await open(page);
  await page.getByLabel('Person').fill('nobody-at-all');
  await page.getByLabel('On whose record').fill('ben');
  await page.getByLabel('When').fill('yesterday');
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest());
  await page.getByRole('button', { name: 'Ask' }).click();
  expect((await answer).status()).toBe(422);
  await expect(page).toHaveTitle(/^Error: Why can/);
  const summary = page.getByRole('alert');
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText([/nobody-at-all/, 'Choose one of the privileges offered', /^When must be a real date and time/]);
  await summary.getByRole('link', { name: /^When must be/ }).click();
  await expect(page.getByLabel('When')).toBeFocused();
  await expect(page.getByLabel('When')).toHaveValue('yesterday');
  await expect(page.getByLabel('Person')).toHaveValue('nobody-at-all');
  await expect(page.getByLabel('On whose record')).toHaveValue('ben');
});
