// What operators do with one host and with one version, and the lists behind what a plan, a host or a feed counts. By role and
// accessible name, in both themes.

import type { OutOfBand } from '@slipway/controller/ports';
import { ok } from '@slipway/core/reasons';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { actsPolicy } from '../world/index.ts';
import { fits, go, inBothThemes, PHONE, seen, settled, signIn, visit } from './browser.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 6;
const NEW = '1.0-1+deb12u1';
const PRINTED = 'login: _\n[ 12.3] EXT4-fs (vda1): mounted';

/** As the management of a machine would answer that prints its console. */
const outOfBand: OutOfBand = { call: async () => ok({ status: 0, output: PRINTED }) };

const stage = openStage({ hosts: HOSTS, policy: actsPolicy(), patched: ['web-004'], outOfBand });

const idOf = (hostname: string): string =>
  stage.world.scene.hosts.find(({ spec }) => spec.hostname === hostname)?.hostId ?? `no host ${hostname}`;

const act = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('dialog', { name }).getByRole('button', { name, exact: true }).click();
};

it('has a whole host held against its packages, and tells what was found', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, `/hosts/${idOf('db-003')}?tab=facts`);
  await act(page, 'Verify');
  await page.getByText(/^Asked for by olga/).waitFor();
  await stage.world.pass(600);
  await page.getByText('as packaged', { exact: true }).waitFor();
  await seen(page, 'host-verified');
  await page.getByRole('tab', { name: 'History' }).click();
  const history = page.getByRole('list', { name: 'What happened, newest first' });
  await history.getByText('verified', { exact: true }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('reaches a host beside its agent, and keeps what that printed', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, `/hosts/${idOf('db-003')}?tab=facts`);
  await page.getByText('Nobody has called it yet.').waitFor();
  await page.getByRole('button', { name: 'Power-cycle' }).click();
  const dialog = page.getByRole('dialog', { name: 'Power-cycle' });
  await dialog.getByRole('button', { name: 'Power-cycle' }).click();
  // It is heard: nobody switches it off under its package manager.
  await dialog.getByText(/db-003 .*heard/).waitFor();
  await seen(page, 'host-power-cycle-refused');
  await dialog.getByRole('button', { name: 'Leave it' }).click();
  await act(page, 'Read its console');
  await page.getByLabel('What bmc printed').getByText('EXT4-fs').waitFor();
  await seen(page, 'host-out-of-band');
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('button', { name: 'What it printed' }).click();
  await page.getByLabel('What bmc printed').getByText('login: _').waitFor();
  await page.setViewportSize({ width: PHONE, height: 900 });
  await fits(page, 'the history of a host');
  expect(refused).toEqual([]);
  await context.close();

  const viewer = await visit(stage.browser, stage.world.url);
  await signIn(viewer.page, 'vera');
  await go(viewer.page, `/hosts/${idOf('db-003')}?tab=facts`);
  await viewer.page.getByLabel('What bmc printed').waitFor();
  const acts = viewer.page.getByRole('button', { name: /^(Verify|Labels|Retire|Power-cycle|Read its console)$/ });
  expect(await acts.count()).toBe(0);
  await viewer.context.close();
});

it('gives a host other labels, and lets it go for good', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, `/hosts/${idOf('mail-005')}`);
  await page.getByRole('button', { name: 'Labels', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Labels' });
  const text = form.getByRole('textbox', { name: 'One a line' });
  expect((await text.inputValue()).split('\n')).toContain('role=mail');
  const save = form.getByRole('button', { name: 'Labels', exact: true });
  await text.fill('environment=prod\nrole');
  expect(await save.isDisabled()).toBe(true);
  await text.fill('environment=prod\nrole=mail\nrack=row 7');
  await settled(page);
  await inBothThemes(page, 'host-labels');
  await save.click();
  await form.waitFor({ state: 'detached' });
  await page.getByText('rack=row 7').waitFor();
  await act(page, 'Retire');
  await page.getByRole('heading', { level: 1, name: 'Hosts' }).waitFor();
  await page.getByRole('link', { name: 'web-004' }).waitFor();
  await expect.poll(async () => await page.getByRole('link', { name: 'mail-005' }).count()).toBe(0);
  expect(refused).toEqual([]);
  await context.close();
});

it('keeps a version from hosts, and lets them have it again', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, '/promotion');
  await page.getByText('No version was ever kept from hosts.').waitFor();
  await page.getByRole('button', { name: 'Keep a version from hosts' }).click();
  const form = page.getByRole('dialog', { name: 'Keep a version from hosts' });
  await form.getByRole('textbox', { name: 'Package', exact: true }).fill('nginx');
  await form.getByRole('textbox', { name: 'Version' }).fill(NEW);
  await form.getByRole('textbox', { name: 'Why' }).fill('it loses its sessions');
  await settled(page);
  await inBothThemes(page, 'quarantine-made');
  await form.getByRole('button', { name: 'Keep a version from hosts' }).click();
  const kept = page.getByRole('grid', { name: 'Versions kept from hosts' }).getByRole('row').nth(1);
  await kept.getByText('it loses its sessions').waitFor();
  await seen(page, 'quarantines');
  await kept.getByRole('button', { name: 'Lift' }).click();
  const lift = page.getByRole('dialog', { name: 'Lift' });
  await lift.getByLabel('Why').fill('it was the session store');
  await lift.getByRole('button', { name: 'Lift' }).click();
  await kept.getByText('lifted', { exact: true }).waitFor();
  expect(await kept.getByRole('button', { name: 'Lift' }).count()).toBe(0);
  expect(refused).toEqual([]);
  await context.close();
});

it('cuts a patch set of what is named', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, '/promotion');
  await page.getByRole('button', { name: 'Cut a patch set' }).click();
  const form = page.getByRole('dialog', { name: 'Cut a patch set' });
  const cut = form.getByRole('button', { name: 'Cut a patch set' });
  await form.getByRole('combobox', { name: 'Of' }).selectOption('what is named');
  expect(await cut.isDisabled()).toBe(true);
  await form.getByRole('textbox', { name: 'Packages' }).fill('curl');
  await settled(page);
  await inBothThemes(page, 'patch-set-cut');
  await cut.click();
  await form.getByText('It is cut:').waitFor();
  await form.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Patch set', exact: true }).waitFor();
  const targets = page.getByRole('grid', { name: 'Targets' }).locator('tbody').getByRole('row');
  await targets.first().waitFor();
  expect((await targets.allInnerTexts()).join()).toContain('curl');
  expect(await targets.count()).toBe(1);
  expect(refused).toEqual([]);
  await context.close();
});

it('a plan names who is at every target already, and who finds no room', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await go(page, `/plans/${stage.world.planDigest}`);
  await page.getByRole('heading', { name: 'At every target already: 1 host' }).waitFor();
  const there = page.getByRole('list', { name: 'Hosts at every target already' }).getByRole('link');
  expect(await there.allInnerTexts()).toEqual(['web-004']);
  const waves = page.getByRole('grid', { name: 'Waves' }).locator('tbody').getByRole('row');
  const last = waves.last();
  const count = Number.parseInt(await last.getByRole('link').first().innerText(), 10);
  await last.locator('summary').click();
  const late = last.getByRole('list', { name: /without room$/ }).getByRole('link');
  await expect.poll(async () => await late.count()).toBe(count);
  await seen(page, 'plan-without-room');
  await late.first().click();
  await page.getByRole('tab', { name: 'Why not patched?' }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('a feed names what of it could not be read', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await go(page, '/settings?tab=feeds');
  await page.getByRole('link', { name: '1 problem of debian' }).click();
  const problems = page.getByRole('list', { name: 'Problems of debian' }).getByRole('listitem');
  await problems.getByText('DSA-6004-1').waitFor();
  await seen(page, 'feed-problems');
  await page.getByRole('link', { name: 'Close the list' }).click();
  await expect.poll(async () => await problems.count()).toBe(0);
  expect(refused).toEqual([]);
  await context.close();
});

it('a host names the packages whose origin nobody looked for', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  const unknownPackages = [{ name: 'curl', architecture: 'amd64', version: NEW }];
  // As of a host that has changed since its agent looked, which here none has.
  await page.route(/\/api\/v1\/hosts\/[^/?]+$/, async (route) => {
    const response = await route.fetch();
    const detail = (await response.json()) as { inventory: { thirdParty: object } };
    Object.assign(detail.inventory.thirdParty, { unknown: 1, unknownPackages });
    await route.fulfill({ response, json: detail });
  });
  await go(page, `/hosts/${idOf('app-002')}?tab=packages`);
  await page.getByText('Of 1 package nobody looked where it comes from').click();
  await page.getByRole('listitem').getByRole('link', { name: 'curl' }).waitFor();
  await seen(page, 'host-unknown-origins');
  await page.unrouteAll({ behavior: 'wait' });
  expect(refused).toEqual([]);
  await context.close();
});
