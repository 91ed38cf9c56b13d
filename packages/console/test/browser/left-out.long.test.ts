// What a cut left out (docs/adr/0061), wherever people come upon it: with the patch set, on its page, on a host that goes without
// it, and among the exposures that stay open. By role and accessible name.

import { expect, it } from 'vitest';
import { fits, go, inBothThemes, PHONE, seen, settled, signIn, visit } from './browser.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const PRODUCTION = 6;
/** With the two of development. */
const HOSTS = PRODUCTION + 2;

const stage = openStage({ hosts: PRODUCTION, withheld: ['curl'] });

it('stands with the patch set and on its page, each update with its hosts and why', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await go(page, '/promotion');
  await settled(page);
  const sets = page.getByRole('grid', { name: 'Patch sets' });
  await sets.getByRole('button', { name: '1 update left out, still pending' }).click();
  await sets.getByText(new RegExp(`^curl 1\\.0-1\\+deb12u1 on ${HOSTS} hosts: `)).waitFor();
  await seen(page, 'left-out-promotion');
  await sets.getByRole('link', { name: '2 targets' }).click();
  await page.getByRole('heading', { level: 1, name: 'Patch set' }).waitFor();
  const targets = page.getByRole('grid', { name: 'Targets' }).locator('tbody').getByRole('row');
  await expect.poll(async () => await targets.count()).toBe(2);
  expect((await targets.allInnerTexts()).filter((row) => row.includes('curl'))).toEqual([]);
  const out = page.getByRole('grid', { name: 'Updates that the cut left out' }).locator('tbody').getByRole('row');
  await expect.poll(async () => await out.count()).toBe(1);
  expect(await out.innerText()).toMatch(
    new RegExp(`curl 1\\.0-1\\+deb12u1[\\s\\S]*\\b${HOSTS}\\b[\\s\\S]*update-unlisted`),
  );
  await seen(page, 'left-out-patch-set');
  expect(refused).toEqual([]);
  await context.close();
});

it('is why a host goes without it, which stays exposed', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url, { width: PHONE });
  await signIn(page, 'vera');
  await go(page, `/hosts/${stage.world.scene.hosts[2]?.hostId}`);
  await page.getByRole('textbox', { name: 'Of one package' }).fill('curl');
  const reasons = page.getByRole('list', { name: 'Reasons, what is most in the way first' });
  await reasons.getByRole('button', { name: 'Reason code update-unlisted' }).waitFor();
  await settled(page);
  await inBothThemes(page, 'phone-left-out-host');
  await fits(page, 'a host of which an update was left out');
  await page.getByRole('link', { name: 'patch set', exact: true }).click();
  await page.getByRole('grid', { name: 'Updates that the cut left out' }).waitFor();
  await go(page, '/promotion');
  await page.getByRole('button', { name: '1 update left out, still pending' }).waitFor();
  await fits(page, 'a patch set with what its cut left out');
  await go(page, '/exposures?package=curl&open=curl');
  const exposed = page.getByRole('list', { name: 'Hosts exposed by curl' }).getByRole('listitem');
  await expect.poll(async () => await exposed.count()).toBe(HOSTS);
  expect(refused).toEqual([]);
  await context.close();
});
