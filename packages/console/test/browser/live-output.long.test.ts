// What a transaction prints while it runs, as somebody on call sees it: on a phone, in the steps of one host. The host's own agent
// tells it, a line for each second of its work (simulated package manager).

import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { approveProduction, startOf } from '../world/index.ts';
import { fits, go, inBothThemes, PHONE, settled, signIn, visit } from './browser.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 6;
/** Long enough for somebody to watch it: time goes four times as fast here. */
const TRANSACTION_SECONDS = 600;
const UNTIL_WINDOW_SECONDS = 2 * 3600;

const stage = openStage({ hosts: HOSTS });

const lastSecond = async (output: Locator): Promise<number> => {
  const seconds = [...(await output.innerText()).matchAll(/second (\d+) of/g)].map(([, second]) => Number(second));
  return seconds.at(-1) ?? -1;
};

it('shows lines as they are printed, and keeps them when the step has ended', { timeout: PATIENCE_MS }, async () => {
  for (const { condition } of stage.world.scene.hosts) condition.transactionSeconds = TRANSACTION_SECONDS;
  await approveProduction(stage.world);
  const rollout = await startOf(stage.world);
  const { page, context, refused } = await visit(stage.browser, stage.world.url, { width: PHONE });
  await signIn(page, 'olga');
  await stage.world.sleep(UNTIL_WINDOW_SECONDS);
  await go(page, `/rollouts/${rollout}?phase=away`);
  await page
    .getByRole('link', { name: /^Steps of / })
    .first()
    .click();
  const running = page.getByLabel('Output of apply so far');
  await running.getByText(/Unpacking \(second \d+ of 600\)/).waitFor();
  const before = await lastSecond(running);
  await expect.poll(async () => await lastSecond(running), { timeout: 60_000 }).toBeGreaterThan(before + 2);
  await settled(page);
  await inBothThemes(page, 'phone-live-output');
  await fits(page, 'live output');
  const wide = await visit(stage.browser, page.url().replace(/\/rollouts.*/, ''));
  await signIn(wide.page, 'vera');
  await go(wide.page, new URL(page.url()).pathname + new URL(page.url()).search);
  // Whoever opens the address sees the same host.
  await wide.page.getByLabel('Output of apply so far').waitFor();
  await settled(wide.page);
  await inBothThemes(wide.page, 'live-output');
  await stage.world.pass(TRANSACTION_SECONDS);
  for (const its of [page, wide.page]) {
    const ended = its.getByLabel('Output of apply', { exact: true });
    await ended.getByText(/second 600 of 600/).waitFor();
    expect(await its.getByLabel('Output of apply so far').count()).toBe(0);
  }
  await inBothThemes(page, 'phone-live-output-ended');
  expect([...refused, ...wide.refused]).toEqual([]);
  await wide.context.close();
  await context.close();
});
