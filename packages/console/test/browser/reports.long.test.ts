// Reports as a manager reads them in the morning: every share with what it is of, every number with its list, files, and
// what nobody knows as such; in both themes and on a phone. By role and accessible name.

import { lookAtHosts, replaceRules } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { starterRules, type UrgencyRule } from '@slipway/core/urgency';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { approveProduction, startOf } from '../world/index.ts';
import { findsNothing, go, picture, settled, signIn, visit } from './browser.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 20;
const NIGHT_SECONDS = 9 * 3600;
/** Two of development besides, which are patched before anybody looks at reports. */
const ALL_HOSTS = HOSTS + 2;
/** What each of them gets that feeds speak of: openssl and curl. */
const ADVISED_PACKAGES = 2;

/** Due at once where it is known to be exploited, as openssl's is: what waits for the night is late. */
const AT_ONCE: UrgencyRule = {
  name: 'at-once',
  title: 'Known exploited: at once',
  rows: [{ when: { kev: ['listed'] }, outcome: { lane: 'immediate', withinDays: 0, forensicTriage: false } }],
  clock: ['known', 'rule-entered'],
};

const stage = openStage({ hosts: HOSTS });
beforeAll(async () => {
  const { app } = stage.world.scene.controller;
  const rules = { ...starterRules(), rules: [AT_ONCE] };
  const replaced = await replaceRules(app, { person: 'ada', roles: ['administrator'], teams: [] }, rules);
  if (!replaced.ok) throw new Error(explain(replaced.reason));
  await approveProduction(stage.world);
  await startOf(stage.world);
  await stage.world.sleep(NIGHT_SECONDS);
  while ((await lookAtHosts(app)) !== null);
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
    const { page, context, refused } = await visit(stage.browser, stage.world.url, { theme });
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
  const { page, context } = await visit(stage.browser, stage.world.url);
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

/** Of the report that is shown, as a file: cells by their column, a row each. */
const fileOf = async (page: Page): Promise<readonly Readonly<Record<string, string>>[]> => {
  const href = await page.getByRole('link', { name: 'CSV file', exact: true }).getAttribute('href');
  const [columns = '', ...rows] = (await (await page.request.get(href ?? '')).text()).trimEnd().split('\r\n');
  return rows.map((row) => Object.fromEntries(columns.split(',').map((name, at) => [name, row.split(',')[at] ?? ''])));
};

it('counts deadlines and the time to patch, with the exposures behind each number, on the page as in the file', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'mia');
  const behind = page.getByRole('grid', { name: 'Exposures behind the number' });
  await go(page, '/reports?tab=sla');
  await page.getByText(`0.0 % of ${HOSTS} deadlines kept`).waitFor();
  await page.getByRole('link', { name: `${HOSTS} late`, exact: true }).click();
  await behind
    .getByRole('row', { name: /openssl.*late/ })
    .nth(HOSTS - 1)
    .waitFor();
  expect(await behind.getByRole('row').count()).toBe(HOSTS + 1);
  expect((await fileOf(page)).find(({ severity }) => severity === '(all)')).toMatchObject({
    ...{ 'in time': '0', late: String(HOSTS), overdue: '0', unknown: '0', 'in time %': '0.0' },
  });
  await go(page, '/reports?tab=time');
  const times = page.getByRole('grid', { name: 'Time to patch by severity' });
  const patched = ALL_HOSTS * ADVISED_PACKAGES;
  const all = times.getByRole('row', { name: /^All/ });
  await all.getByRole('link', { name: String(patched), exact: true }).waitFor();
  const measured = (await fileOf(page)).filter(({ severity }) => severity === '(all)');
  expect(measured.map(({ exposures }) => exposures)).toEqual(Array(3).fill(String(patched)));
  const median = Number(measured[0]?.['median hours']);
  expect(median).toBeGreaterThan(0);
  expect(median).toBeLessThanOrEqual(NIGHT_SECONDS / 3600);
  await all.getByText(`${median} h`).first().waitFor();
  await context.close();
});

it('is readable on a phone', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url, { width: 360 });
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
