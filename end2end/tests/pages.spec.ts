// Every page in every state, examined (house.md, Looks): see support/examine.ts for what.

import { examine } from '../support/examine';
import { STATES } from '../support/states';
import { test } from '../support/test';

for (const [name, reach] of Object.entries(STATES)) {
  test(`accessible, and at home on every screen: ${name}`, async ({ page, people, clock, signedIn, javaScriptEnabled }) => {
    const shown = await reach({ page, people, clock, signedIn });
    // Scripts change the pickers alone, so one look in each colour scheme is enough for the pages without them.
    await examine(shown, { everyWidth: javaScriptEnabled !== false });
  });
}
