// The same journeys over 5,000 hosts, some of them in each state that hosts can be in: nothing that a page asks for grows out of
// bounds with the fleet. By role and accessible name, in both themes, with a picture of each page.

import { join } from 'node:path';
import { excuse } from '@slipway/controller/app';
import { asDigest, asHostId, asRolloutId } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { largePolicy, openWorld, spoil, startOf, type World } from '../world/index.ts';
import { go, openBrowser, seen, settled, signIn, visit } from './browser.ts';
import {
  approvesProduction,
  enrolsHost,
  goesWrong,
  morningAfter,
  pagesOf,
  type Stage,
  whyNotPatched,
} from './journeys.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Hosts are made one after the other, and their night is played. */
const PATIENCE_MS = 3_600_000;
const HOSTS = 5000;
/** Each has as many hosts (test/world/fleet.ts). */
const ROLES = 5;
/** As many names of a group as the controller gives unasked (ADR 0073), and as many of them as stand there at first. */
const NAMED = 100;
const NAMED_AT_FIRST = 8;
/** Of one plan: each of its hosts verifies a header that names them all, and all of them are simulated by one processor. */
const PRODUCTION = 500;
const NEVER_REPORTED = 25;
const SILENT = 40;
const EXCUSED = 10;
/** One more than the plan's failure budget. */
const FAILED = 3;
const UNTIL_WINDOW_SECONDS = 2 * 3600;
/** Within it those who begin first are through, the failed ones have gone back, and who does not come back is given up. */
const FIRST_HOSTS_SECONDS = 1500;
/** Of one answer. Lists come by pages; a rollout and a plan are told whole. */
const ANSWER_BYTES_MAX = 3_000_000;

let world: World;
let browser: Browser;
let rollout = '';
let bad = '';
beforeAll(async () => {
  const { folder: built } = await buildConsole({ root: ROOT, when: 'changed' });
  [world, browser] = await Promise.all([
    openWorld({ hosts: HOSTS, production: PRODUCTION, built, policy: largePolicy() }),
    openBrowser(),
  ]);
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await world?.close();
}, PATIENCE_MS);

const stage = (): Stage => ({
  ...{ browser, world },
  look: async (page, name) => await world.still(async () => await seen(page, `large-${name}`)),
});

/** Who begins first, in the order of the plan. */
const firstHosts = async (): Promise<readonly string[]> => {
  const { store } = world.scene.controller.app.ports;
  const plan = await store.read(async ({ plans }) => await plans.plan(asDigest(world.planDigest)));
  const ids = new Set<string>(plan?.header.waves[0]?.hosts ?? []);
  return world.scene.hosts.filter(({ hostId }) => hostId !== null && ids.has(hostId)).map(({ spec }) => spec.hostname);
};

const hostNamed = (hostname: string | undefined) => {
  const host = world.scene.hosts.find(({ spec }) => spec.hostname === hostname);
  if (host === undefined) throw new Error(`no host ${hostname}`);
  return host;
};

it('says why a host is not patched', { timeout: PATIENCE_MS }, async () => {
  const behind = await whyNotPatched(stage(), { webs: new RegExp(`^\\d+ of ${HOSTS / ROLES} hosts so far`) });
  expect(behind).toContain('Reason code');
});

it('approves production', { timeout: PATIENCE_MS }, async () => {
  const names = await approvesProduction(stage(), { hosts: PRODUCTION });
  expect(names.filter((name) => name.includes('anton'))).toHaveLength(1);
});

it('names every host that another policy would touch', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(browser, world.url);
  await signIn(page, 'ada');
  await go(page, '/policies?tab=change');
  const file = page.getByRole('textbox', { name: 'Policy as YAML' });
  const cluster = 'clusters: [{ name: shop, members: role = web, awayMax: 1 }]';
  await file.fill((await file.inputValue()).replace('clusters: []', cluster));
  await page.getByRole('button', { name: 'What would it change?' }).click();
  const touched = page.getByRole('list', { name: 'Hosts that are treated in another way' });
  await touched.getByText(/with cluster shop/).waitFor();
  const names = touched.getByRole('link');
  const webs = HOSTS / ROLES;
  await touched.getByText(`and ${webs - NAMED_AT_FIRST} more`).click();
  await expect.poll(async () => await names.count()).toBe(NAMED);
  await touched.getByRole('button', { name: `${webs - NAMED} more` }).click();
  // What was opened stays open.
  await expect.poll(async () => await names.count()).toBe(webs);
  expect(new Set(await names.allInnerTexts()).size).toBe(webs);
  expect(await touched.getByRole('button').count()).toBe(0);
  await stage().look(page, 'policy-touched');
  expect(refused).toEqual([]);
  await context.close();
});

it('has hosts in every state', { timeout: PATIENCE_MS }, async () => {
  const first = await firstHosts();
  for (const hostname of first.slice(0, FAILED)) spoil(world, hostname);
  bad = first[0] ?? '';
  const rebooting = first.slice(FAILED).filter((hostname) => hostNamed(hostname).spec.needsReboot);
  hostNamed(rebooting[0]).condition.boots = 'never-back';
  const ofEnvironment = (name: string) => world.scene.hosts.filter(({ spec }) => spec.labels['environment'] === name);
  // Not of production: while one of a group is away, nobody of the other one begins.
  for (const { condition } of ofEnvironment('edge').slice(-SILENT)) condition.lineDown = true;
  for (let at = 0; at < NEVER_REPORTED; at += 1) {
    await world.scene.people.enrol(`new-${at}`, { environment: 'edge', role: 'web', owner: 'shop' });
  }
  rollout = await startOf(world);
  const operator = { person: 'olga', roles: ['operator'], teams: ['operations'] } as const;
  for (const { hostId } of ofEnvironment('prod').slice(-EXCUSED)) {
    const { app } = world.scene.controller;
    const excused = await excuse(app, operator, asRolloutId(rollout), asHostId(hostId ?? ''), 'it is being replaced');
    if (!excused.ok) throw new Error(explain(excused.reason));
  }
  await world.sleep(UNTIL_WINDOW_SECONDS);
  await world.pass(FIRST_HOSTS_SECONDS);
  const { page, context } = await visit(browser, world.url);
  await signIn(page, 'vera');
  await go(page, `/rollouts/${rollout}`);
  const bar = page.getByRole('img', { name: /^Hosts by phase: / });
  await bar.waitFor();
  const words = (await bar.getAttribute('aria-label')) ?? '';
  for (const phase of ['done', 'failed|gone back', 'lost', 'waiting', 'excused']) {
    expect(words).toMatch(new RegExp(`[1-9]\\d* (${phase})`));
  }
  await go(page, '/');
  await page.getByRole('link', { name: `${NEVER_REPORTED} never reported` }).waitFor();
  await page.getByRole('link', { name: `${SILENT} silent: they do not check in any more` }).waitFor();
  await context.close();
});

it('a rollout goes wrong', { timeout: PATIENCE_MS }, async () => {
  const said = await goesWrong(stage(), { rollout, bad, spent: /^\d+ of 2 spent$/ });
  expect(said).toContain('verify');
});

it('the morning after', { timeout: PATIENCE_MS }, async () => {
  expect(await morningAfter(stage(), { rollout, bad })).toContain('last rollout');
});

it('enrols a host', { timeout: PATIENCE_MS }, async () => {
  expect(await enrolsHost(stage())).toContain('--trust sha256:');
});

interface Asked {
  readonly path: string;
  readonly bytes: number;
}

const answersTo = async (page: Page): Promise<readonly Asked[]> => {
  const entries = (await page.evaluate(`performance.getEntriesByType('resource')
    .filter(({ name }) => name.includes('/api/v1/') && !name.endsWith('/events'))
    .map(({ name, decodedBodySize }) => ({ path: name, bytes: decodedBodySize }))`)) as readonly Asked[];
  return entries;
};

it('every page is accessible, in both themes, and asks for no more than it shows', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context, refused } = await visit(browser, world.url);
  await signIn(page, 'ada');
  const large: Asked[] = [];
  for (const [name, path] of [...pagesOf(world), ['rollout-large', `/rollouts/${rollout}`] as const]) {
    await world.still(async () => {
      await go(page, path);
      await settled(page);
      large.push(...(await answersTo(page)).filter(({ bytes }) => bytes > ANSWER_BYTES_MAX));
      await seen(page, `large-${name}`);
    });
  }
  expect(large).toEqual([]);
  expect(refused).toEqual([]);
  await context.close();
});
