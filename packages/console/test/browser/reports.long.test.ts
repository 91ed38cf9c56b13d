// Reports as a manager reads them in the morning: every share with what it is of, every number with its list, files, and
// what nobody knows as such; in both themes and on a phone. By role and accessible name.

import { join } from 'node:path';
import { lookAtHosts } from '@slipway/controller/app';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { approveProduction, openWorld, startOf, type World } from '../world/index.ts';
import { findsNothing, go, openBrowser, picture, settled, signIn, visit } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 300_000;
const HOSTS = 20;
const NIGHT_SECONDS = 9 * 3600;

let world: World;
let browser: Browser;
beforeAll(async () => {
  const { folder } = await buildConsole({ root: ROOT, when: 'changed' });
  [world, browser] = await Promise.all([openWorld({ hosts: HOSTS, built: folder }), openBrowser()]);
  await approveProduction(world);
  await startOf(world);
  await world.pass(NIGHT_SECONDS);
  while ((await lookAtHosts(world.scene.controller.app)) !== null);
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await world?.close();
}, PATIENCE_MS);

const PATHS = {
  compliance: '/reports',
  behind: '/reports?value=prod',
  sla: '/reports?tab=sla&which=no-deadline',
  time: '/reports?tab=time&which=patched',
  exceptions: '/reports?tab=exceptions',
  changes: '/reports?tab=changes',
} as const;

it.each(['light', 'dark'] as const)(
  'is found faultless in each report, %s',
  { timeout: PATIENCE_MS },
  async (theme) => {
    const { page, context, refused } = await visit(browser, world.url, { theme });
    await signIn(page, 'mia');
    for (const [name, path] of Object.entries(PATHS)) {
      await go(page, path);
      await page.getByRole('heading', { level: 1, name: 'Reports' }).waitFor();
      await settled(page);
      await findsNothing(page);
      await picture(page, `${theme}-reports-${name}`);
    }
    expect(refused).toEqual([]);
    await context.close();
  },
);

it('leads from a number to its hosts, by the day in the address, and to the same as a file', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context } = await visit(browser, world.url);
  await signIn(page, 'mia');
  await page.getByRole('link', { name: 'Reports', exact: true }).click();
  const groups = page.getByRole('grid', { name: 'Compliance by environment' });
  await groups.getByRole('row', { name: /^prod/ }).getByRole('link').first().click();
  await page.getByRole('grid', { name: 'Hosts behind the number' }).getByRole('row').nth(1).waitFor();
  expect(page.url()).toContain('value=prod');
  const file = await page.request.get(
    (await page.getByRole('link', { name: 'CSV file', exact: true }).getAttribute('href')) ?? '',
  );
  expect([file.status(), file.headers()['content-type']]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
  expect((await file.text()).split('\r\n')[0]).toContain('as of,by,group,hosts');
  // Before anybody recorded: neither good nor bad.
  await go(page, '/reports?asOf=2026-03-09');
  await page
    .getByText('No host was enrolled then')
    .or(page.getByText(/Unknown before records begin/))
    .first()
    .waitFor();
  expect(await page.getByText(/100\.0 %|^0\.0 %/).count()).toBe(0);
  await page.getByRole('tab', { name: 'What changed' }).click();
  const changes = page.getByRole('grid', { name: 'What changed, newest first' });
  await go(page, '/reports?tab=changes');
  await changes.getByText('openssl').first().waitFor();
  await changes
    .getByRole('link', { name: /^rollout-/ })
    .first()
    .waitFor();
  await context.close();
});

it('is readable on a phone', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(browser, world.url, { width: 360 });
  await signIn(page, 'mia');
  for (const [name, path] of Object.entries(PATHS)) {
    await go(page, path);
    await settled(page);
    await findsNothing(page);
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect([name, wide]).toEqual([name, 0]);
    await picture(page, `phone-reports-${name}`);
  }
  await context.close();
});
