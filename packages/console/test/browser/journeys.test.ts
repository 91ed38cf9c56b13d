// The console in Debian's Chromium against a real controller with a simulated fleet: what people come for, by role and
// accessible name, with an accessibility check and a picture of every page in both themes.

import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { openWorld, PASSWORD, startOf, type World } from '../world/index.ts';
import { findsNothing, go, openBrowser, picture, seen, settled, signIn, visit } from './browser.ts';
import { approvesProduction, pagesOf, type Stage, whyNotPatched } from './journeys.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A browser, a build and a fleet at once, on a machine that may be doing something else. */
const PATIENCE_MS = 300_000;
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
  'patch-set',
  'plans',
  'plan',
  'approvals',
  'rollouts',
  'rollout',
  'calendar',
  'reports',
  'policies',
  'exceptions',
  'audit',
  'settings',
]);
/** More than a page of a list has. */
const HOSTS = 52;

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

/** Every page is looked at below: here by the accessibility check, and for a picture. */
const stage = (): Stage => ({
  ...{ browser, world },
  look: async (page, name) => {
    await settled(page);
    await findsNothing(page);
    await picture(page, `light-${name}`);
  },
});

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
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await seen(page, 'person-menu');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Slipway' }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('begins in the theme that the browser asks for, and then in the one that was chosen', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context } = await visit(browser, world.url, { theme: 'dark' });
  const isDark = async (): Promise<unknown> =>
    await page.evaluate(`document.documentElement.classList.contains('pf-v6-theme-dark')`);
  await go(page, '/');
  await page.getByRole('heading', { name: 'Sign in to Slipway' }).waitFor();
  expect(await isDark()).toBe(true);
  await findsNothing(page);
  await picture(page, 'dark-sign-in');
  await signIn(page, 'vera');
  await page.getByRole('button', { name: 'Use the light theme' }).click();
  await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  expect(await isDark()).toBe(false);
  await page.reload();
  await page.getByRole('button', { name: 'Use the dark theme' }).waitFor();
  expect(await isDark()).toBe(false);
  await context.close();
});

it('every page is accessible in both themes, asks nobody outside, and breaks no policy', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context, refused } = await visit(browser, world.url);
  await signIn(page, 'anton');
  for (const [name, path] of pagesOf(world)) {
    await go(page, path);
    await seen(page, name);
  }
  expect(refused).toEqual([]);
  await context.close();
});

it('no page needs more than 300 kB of compressed script before it is usable', { timeout: PATIENCE_MS }, async () => {
  const { page: first, context } = await visit(browser, world.url);
  await signIn(first, 'vera');
  const sizes: Record<string, number> = {};
  for (const [name, path] of pagesOf(world).filter(([name]) => WITH_SCRIPT_OF_THEIR_OWN.has(name))) {
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
  const behind = await whyNotPatched(stage(), { webs: /^10 hosts$/ });
  expect(behind).toContain('Reason code');
});

it('an address shows as many rows as somebody had asked for', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(browser, world.url);
  await signIn(page, 'vera');
  await go(page, `/plans/${world.planDigest}`);
  const hosts = page.getByRole('grid', { name: 'Host plans' }).getByRole('link');
  await expect.poll(async () => await hosts.count()).toBe(50);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(async () => await hosts.count()).toBe(HOSTS);
  expect(new URL(page.url()).search).toBe('?rows=100');
  await page.reload();
  await expect.poll(async () => await hosts.count()).toBe(HOSTS);
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
  // As somebody types it.
  await go(page, `/plans/${world.planDigest}?rows=51`);
  await expect.poll(async () => await hosts.count()).toBe(51);
  await context.close();
});

it('an address opens the list inside of an exposure that somebody had opened', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(browser, world.url);
  await signIn(page, 'vera');
  await go(page, '/exposures');
  await page
    .getByRole('row', { name: /^Details openssl/ })
    .getByRole('button', { name: 'Details' })
    .click();
  await page.getByRole('tab', { name: '1 vulnerability' }).click();
  const behind = page.getByRole('grid', { name: 'Vulnerabilities that an update of openssl ends' });
  await behind.waitFor();
  expect(new URL(page.url()).search).toBe('?open=openssl&tab=vulnerabilities');
  await page.reload();
  await behind.waitFor();
  await page.getByRole('tab', { name: /hosts$/ }).click();
  await page.getByRole('list', { name: 'Hosts exposed by openssl' }).waitFor();
  expect(new URL(page.url()).search).toBe('?open=openssl');
  await context.close();
});

it('numbers lead to the lists behind them', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(browser, world.url);
  await signIn(page, 'vera');
  const follows = async (number: Locator, rows: Locator): Promise<void> => {
    const count = Number.parseInt(await number.innerText(), 10);
    expect(count).toBeGreaterThan(0);
    await number.click();
    await expect.poll(async () => await rows.count()).toBe(count);
  };
  await go(page, `/plans/${world.planDigest}`);
  const hosts = page.getByRole('grid', { name: 'Host plans' }).getByRole('link');
  await follows(page.getByRole('link', { name: /hosts of wave 2$/ }), hosts);
  await page.getByText('only wave 2').waitFor();
  await page.getByRole('link', { name: 'show all' }).click();
  await expect.poll(async () => await hosts.count()).toBe(50);
  await page.getByRole('button', { name: /changes of web-004$/ }).click();
  await page.getByRole('list', { name: 'The transaction' }).waitFor();
  const asked = page.getByRole('list', { name: 'Repositories that are asked again before the change' });
  expect(await asked.getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/^https?:\/\/\S+ \S+$/)]);
  await go(page, '/promotion');
  const bodyRows = (name: string) => page.getByRole('grid', { name }).locator('tbody').getByRole('row');
  await follows(page.getByRole('link', { name: /^\d+ targets?$/ }), bodyRows('Targets'));
  await page.getByRole('heading', { level: 1, name: 'Patch set' }).waitFor();
  await follows(page.getByRole('link', { name: /^\d+ security$/ }), bodyRows('Targets'));
  await page.getByRole('heading', { name: 'Security targets' }).waitFor();
  await go(page, '/settings?tab=feeds');
  await follows(page.getByRole('link', { name: 'records of debian' }), bodyRows('Records of debian'));
  await page.getByRole('link', { name: 'DSA-6002-1' }).click();
  await page.getByRole('heading', { level: 1, name: 'DSA-6002-1' }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('puts a name under the digest of production, and the rollout is seen as it goes', {
  timeout: PATIENCE_MS,
}, async () => {
  const names = await approvesProduction(stage(), { hosts: HOSTS });
  expect(names.filter((name) => name.includes('anton'))).toHaveLength(1);
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
  await world.sleep(3 * 3600);
  await operator.page.getByRole('img', { name: /^Hosts by phase: [1-9]\d* done/ }).waitFor();
  await operator.context.close();
});
