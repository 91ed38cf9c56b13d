// A rollout goes wrong, and the person on call sees it on a phone: what failed, why, what it waits for; then stops it, or goes
// on. Against a real controller with a simulated fleet in which one host does not take the new version.

import { expect, it } from 'vitest';
import { promotedPolicy, startOf } from '../world/index.ts';
import { findsNothing, fits, go, PHONE, picture, settled, signIn, visit } from './browser.ts';
import { goesWrong } from './journeys.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 12;
const THEMES = ['light', 'dark'] as const;

const stage = openStage({ hosts: HOSTS, policy: promotedPolicy() });

const asPhone = async (theme: (typeof THEMES)[number], person: string) => {
  const visitor = await visit(stage.browser, stage.world.url, { theme, width: PHONE });
  await signIn(visitor.page, person);
  return visitor;
};

it('approvals are read and given on a phone', { timeout: PATIENCE_MS }, async () => {
  for (const theme of THEMES) {
    const { page, context, refused } = await asPhone(theme, 'anton');
    await go(page, '/approvals');
    await settled(page);
    await page
      .getByRole('region', { name: 'For you' })
      .getByRole('link', { name: `prod: ${HOSTS} hosts` })
      .waitFor();
    await page.getByText('0 of 1 name').waitFor();
    await findsNothing(page);
    await fits(page, 'approvals');
    await picture(page, `${theme}-phone-approvals`);
    await page.getByRole('link', { name: 'Read and approve the plan of prod' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plan for prod' }).waitFor();
    await settled(page);
    await findsNothing(page);
    await fits(page, 'plan');
    await picture(page, `${theme}-phone-plan`);
    expect(refused).toEqual([]);
    await context.close();
  }
  const { page, context } = await asPhone('light', 'anton');
  await go(page, `/plans/${stage.world.planDigest}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve' });
  await dialog.getByText(stage.world.planDigest).waitFor();
  await fits(page, 'approve');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('approved', { exact: true }).waitFor();
  await go(page, '/approvals');
  await page.getByRole('heading', { name: 'No plan waits for anybody' }).waitFor();
  await context.close();
});

it('a rollout goes wrong: seen, explained, stopped, ended', { timeout: PATIENCE_MS }, async () => {
  const [bad] = stage.world.scene.hosts.filter(({ spec }) => spec.labels['environment'] === 'prod');
  if (bad === undefined) throw new Error('no host of production');
  bad.condition.badVersions.add('nginx 1.0-1+deb12u1');
  const rollout = await startOf(stage.world);
  const { page, context } = await asPhone('light', 'olga');
  await go(page, '/rollouts');
  await page.getByRole('link', { name: 'prod' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Rollout of prod' }).waitFor();
  const waits = page.getByRole('list', { name: 'What hosts wait for' });
  await waits.getByRole('listitem').first().waitFor();
  await page.getByText('The first host that fails stops it.').waitFor();
  // The window opens, and the first host does not come through.
  await stage.world.pass(2 * 3600 + 600);
  await page.getByRole('heading', { name: 'What failed' }).waitFor();
  await context.close();
  const said = await goesWrong(
    {
      ...stage,
      look: async (its, name) => {
        await settled(its);
        await findsNothing(its);
        await fits(its, name);
        await picture(its, `light-phone-${name}`);
      },
    },
    { rollout, bad: bad.spec.hostname, spent: /^1 of 0 spent$/ },
    { width: PHONE },
  );
  expect(said).toContain('verify');

  const wide = await visit(stage.browser, stage.world.url, { theme: 'dark' });
  await signIn(wide.page, 'olga');
  await go(wide.page, `/rollouts/${rollout}?host=${bad.hostId ?? ''}`);
  await wide.page.getByRole('heading', { level: 2, name: bad.spec.hostname }).waitFor();
  await settled(wide.page);
  await findsNothing(wide.page);
  await picture(wide.page, 'dark-host-steps');
  await go(wide.page, `/rollouts/${rollout}`);
  await settled(wide.page);
  await findsNothing(wide.page);
  await picture(wide.page, 'dark-rollout-wrong');
  // Somebody who may only look is offered nothing.
  const viewer = await visit(stage.browser, stage.world.url);
  await signIn(viewer.page, 'vera');
  await go(viewer.page, `/rollouts/${rollout}`);
  await viewer.page.getByRole('heading', { name: 'What failed' }).waitFor();
  expect(await viewer.page.getByRole('button', { name: /^(Pause|Resume|Abort|Excuse|Retry)$/ }).count()).toBe(0);
  await viewer.context.close();

  const act = async (name: string): Promise<void> => {
    await wide.page.getByRole('button', { name, exact: true }).click();
    await wide.page.getByRole('dialog', { name }).getByRole('button', { name, exact: true }).click();
  };
  await act('Resume');
  await wide.page.getByText('0 of 0 spent').waitFor();
  await act('Pause');
  await wide.page.getByRole('button', { name: 'Resume' }).waitFor();
  await act('Abort');
  await stage.world.pass(600);
  await wide.page.getByText('For nothing: it has ended.').waitFor();
  await act('Retry');
  await wide.page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
  await wide.context.close();
});

it('the ways of patch sets and the month are seen, in both themes and on a phone', {
  timeout: PATIENCE_MS,
}, async () => {
  const pages = [
    ['promotion', '/promotion'],
    ['calendar', '/calendar?month=2026-03'],
    ['plan', `/plans/${stage.world.planDigest}`],
    ['rollouts', '/rollouts'],
  ] as const;
  for (const [theme, width] of [
    ['light', 1360],
    ['dark', 1360],
    ['dark', PHONE],
  ] as const) {
    const { page, context, refused } = await visit(stage.browser, stage.world.url, { theme, width });
    await signIn(page, 'olga');
    for (const [name, path] of pages) {
      await go(page, path);
      await settled(page);
      await findsNothing(page);
      if (width === PHONE) await fits(page, name);
      await picture(page, `${theme}-wrong-${width === PHONE ? 'phone-' : ''}${name}`);
    }
    expect(refused).toEqual([]);
    await context.close();
  }
});

it('holds a patch set, and says so on the board', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await page.getByRole('link', { name: 'Promotion', exact: true }).click();
  const edge = page.getByRole('region', { name: 'Tier edge' });
  await edge.getByText('missing', { exact: true }).first().waitFor();
  await edge.getByText('every host done').waitFor();
  const row = page.getByRole('grid', { name: 'Patch sets' }).getByRole('row').nth(1);
  await row.getByRole('button', { name: 'Hold' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hold' });
  await dialog.getByLabel('Why').fill('it took a host of production down');
  await findsNothing(page);
  await dialog.getByRole('button', { name: 'Hold' }).click();
  await row.getByText('held', { exact: true }).waitFor();
  expect(await row.getByRole('button', { name: 'Release' }).isEnabled()).toBe(true);
  await context.close();
});

it('shows a month by any clock, and what is behind each entry', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await go(page, '/calendar?month=2026-03&environment=edge');
  await settled(page);
  // The clocks go forward in the night of the 29th, by Berlin's rules.
  await page.getByText('23 h: clocks change').waitFor();
  await page.getByRole('button', { name: 'Window of edge: 22:00–05:00 edge, unusual' }).click();
  const behind = page.getByRole('dialog', { name: 'Window of edge' });
  await behind.getByText('6 h long').waitFor();
  await behind.getByText('2026-03-28 22:00:00 +01:00 to 2026-03-29 05:00:00 +02:00').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Pacific/Auckland');
  // Auckland is twelve hours ahead of Berlin then, and its clocks go back a week later.
  await page.getByRole('button', { name: 'Window of edge: 10:00–16:00 edge, unusual' }).waitFor();
  expect(await page.getByText('clocks change').count()).toBe(1);
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('user');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'iCalendar file' }).click();
  expect((await file).suggestedFilename()).toBe('slipway-windows-edge.ics');
  await context.close();
});
