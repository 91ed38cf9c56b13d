// The console in Debian's Chromium against a real controller with a simulated fleet: what people come for, by role and
// accessible name, with an accessibility check and a picture of every page in both themes.

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { openWorld, PASSWORD, startOf, type World } from '../world/index.ts';
import { findsNothing, go, openBrowser, picture, settled, signIn, visit } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A browser, a build and a fleet at once, on a machine that may be doing something else. */
const PATIENCE_MS = 180_000;
const SCRIPT_KB_MAX = 300;
/** The others are tabs of one of these. */
const WITH_SCRIPT_OF_THEIR_OWN = new Set([
  'overview',
  'hosts',
  'host',
  'exposures',
  'software',
  'package',
  'advisories',
  'advisory',
  'promotion',
  'plans',
  'plan',
  'approvals',
  'rollouts',
  'rollout',
  'calendar',
  'policies',
  'exceptions',
  'audit',
  'settings',
]);
const HOSTS = 40;

let world: World;
let browser: Browser;
beforeAll(async () => {
  const { folder } = await buildConsole({ root: ROOT, when: 'changed' });
  [world, browser] = await Promise.all([openWorld({ hosts: HOSTS, built: folder }), openBrowser()]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await world?.close();
}, PATIENCE_MS);

const hostIdOf = (hostname: string): string =>
  world.scene.hosts.find(({ spec }) => spec.hostname === hostname)?.hostId ?? `no host ${hostname}`;

const pages = (): readonly (readonly [string, string])[] => [
  ['overview', '/'],
  ['hosts', '/hosts?selector=environment+%3D+prod'],
  ['host', `/hosts/${hostIdOf('web-004')}`],
  ['host-exposures', `/hosts/${hostIdOf('web-004')}?tab=exposure`],
  ['host-pending', `/hosts/${hostIdOf('web-004')}?tab=pending`],
  ['host-packages', `/hosts/${hostIdOf('web-004')}?tab=packages`],
  ['host-facts', `/hosts/${hostIdOf('lb-001')}?tab=facts`],
  ['host-history', `/hosts/${hostIdOf('dev-1')}?tab=history`],
  ['exposures', '/exposures?open=openssl'],
  ['exposures-none', '/exposures?package=nothing&exploited=yes'],
  ['software', '/software'],
  ['software-none', '/software?text=nobody-has-it'],
  ['package', '/software/openssl'],
  ['advisories', '/advisories'],
  ['advisories-all', '/advisories?which=all&text=CVE-2026-6001'],
  ['advisory', '/advisories/DSA-6001-1'],
  ['advisory-not-there', '/advisories/DSA-0'],
  ['promotion', '/promotion'],
  ['plans', '/plans'],
  ['plan', `/plans/${world.planDigest}`],
  ['approvals', '/approvals'],
  ['rollouts', '/rollouts'],
  ['rollout', '/rollouts/rollout-0001'],
  ['calendar', '/calendar'],
  ['policies', '/policies'],
  ['policies-change', '/policies?tab=change'],
  ['policies-history', '/policies?tab=history'],
  ['exceptions', '/exceptions'],
  ['audit', '/audit'],
  ['settings', '/settings'],
  ['settings-feeds', '/settings?tab=feeds'],
  ['settings-notifications', '/settings?tab=notifications'],
  ['not-there', '/hosts/host-nobody'],
];

it('lets nobody in but with the right password, and out again', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(browser, world.url);
  await go(page, '/rollouts');
  await page.getByRole('heading', { name: 'Sign in to Slipway' }).waitFor();
  await findsNothing(page);
  await page.getByLabel('Name').fill('vera');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Name and password do not belong together').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  // Where they wanted to go.
  await page.getByRole('heading', { level: 1, name: 'Rollouts' }).waitFor();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: '__Host-slipway', httpOnly: true, secure: true, sameSite: 'Strict' });
  await page.getByRole('button', { name: 'Signed in as vera' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Slipway' }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it('every page is accessible, asks nobody outside, and breaks no policy', { timeout: PATIENCE_MS }, async () => {
    const { page, context, refused } = await visit(browser, world.url, { theme });
    await signIn(page, 'anton');
    for (const [name, path] of pages()) {
      await go(page, path);
      await settled(page);
      await findsNothing(page);
      await picture(page, `${theme}-${name}`);
    }
    expect(refused).toEqual([]);
    await context.close();
  });
});

it('no page needs more than 300 kB of compressed script before it is usable', { timeout: PATIENCE_MS }, async () => {
  const { page: first, context } = await visit(browser, world.url);
  await signIn(first, 'vera');
  const sizes: Record<string, number> = {};
  for (const [name, path] of pages().filter(([name]) => WITH_SCRIPT_OF_THEIR_OWN.has(name))) {
    // A tab of its own, with nothing kept.
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const scripts = new Set<string>();
    let bytes = 0;
    session.on(
      'Network.responseReceived',
      ({ requestId, type }) => void (type === 'Script' ? scripts.add(requestId) : null),
    );
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await go(page, path);
    await settled(page);
    sizes[name] = Math.round(bytes / 1000);
    await page.close();
  }
  const largest = Math.max(...Object.values(sizes));
  expect(largest, JSON.stringify(sizes)).toBeLessThan(SCRIPT_KB_MAX);
  expect(Math.min(...Object.values(sizes)), JSON.stringify(sizes)).toBeGreaterThan(50);
  await context.close();
});

it('says why a host is not patched, from the list to the plan that waits', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(browser, world.url);
  await signIn(page, 'vera');
  await page.getByRole('link', { name: 'Hosts', exact: true }).click();
  const selector = page.getByRole('combobox', { name: 'Selector' });
  await selector.fill('role = w');
  await selector.press('ArrowDown');
  await selector.press('Enter');
  await expect.poll(async () => await selector.inputValue()).toBe('role = web ');
  await page.getByText('8 hosts', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'web-004' }).click();
  await page.getByRole('heading', { level: 1, name: 'web-004' }).waitFor();
  await page.getByText('The plan is not approved: 1 more name of operations wanted.').waitFor();
  await page.getByRole('button', { name: 'Reason code waiting-for-approval' }).click();
  await page.getByRole('dialog').getByText('waiting-for-approval').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'plan', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Plan for prod' }).waitFor();
  // A viewer is offered nothing that a viewer may not do.
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await context.close();
});

it('puts a name under the digest of production, and the rollout is seen as it goes', {
  timeout: PATIENCE_MS,
}, async () => {
  const approver = await visit(browser, world.url);
  await signIn(approver.page, 'anton');
  await approver.page.getByRole('link', { name: 'prod: 40 hosts' }).click();
  await approver.page.getByRole('button', { name: 'Approve' }).click();
  const dialog = approver.page.getByRole('dialog', { name: 'Approve' });
  await dialog.getByText(world.planDigest).waitFor();
  expect(await dialog.getByText(world.planDigest).count()).toBe(1);
  await findsNothing(approver.page);
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await approver.page.getByText('approved', { exact: true }).waitFor();
  await approver.page.getByRole('list', { name: 'Names under it' }).getByText('anton').waitFor();

  const operator = await visit(browser, world.url);
  await signIn(operator.page, 'olga');
  const rollout = await startOf(world);
  await go(operator.page, `/rollouts/${rollout}`);
  await operator.page.getByRole('heading', { level: 1, name: 'Rollout of prod' }).waitFor();
  await operator.page.getByRole('button', { name: 'Pause' }).click();
  await operator.page.getByRole('dialog', { name: 'Pause' }).getByRole('button', { name: 'Pause' }).click();
  await operator.page.getByRole('button', { name: 'Resume' }).waitFor();
  await findsNothing(operator.page);
  await picture(operator.page, 'light-rollout-paused');
  await operator.page.getByRole('button', { name: 'Resume' }).click();
  await operator.page.getByRole('dialog', { name: 'Resume' }).getByRole('button', { name: 'Resume' }).click();
  await operator.page.getByRole('button', { name: 'Pause' }).waitFor();
  // The window opens; what happens is told without anybody asking again.
  await world.pass(3 * 3600);
  await operator.page.getByRole('img', { name: /^Hosts by phase: [1-9]\d* done/ }).waitFor();
  await approver.context.close();
  await operator.context.close();
});
