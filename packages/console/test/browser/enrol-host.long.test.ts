// A host is enrolled as a person does it: the line that Settings shows is run on a host with the real agent, against a real
// controller on its own data directory; the host comes to Hosts by itself, says what it is, and is adopted from its page.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { type ControllerProcess, startController } from '@slipway/testkit/controller-process';
import { type Browser, request } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { type AgentHost, openAgentHost } from '../agent-host/index.ts';
import { PASSWORD } from '../world/index.ts';
import { go, makeEnrolmentLine, openBrowser, seen, signIn, visit } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 300_000;
const HOSTNAME = 'cache-1';
/** What the reporter keeps for root to obey. */
const ORDER = '/var/lib/slipway/reporter/inbox/adoption.json';

const data = mkdtempSync(join(tmpdir(), 'console-enrol-'));
let controller: ControllerProcess;
let browser: Browser;
let host: AgentHost | null = null;
beforeAll(async () => {
  await buildConsole({ root: ROOT, when: 'changed' });
  // As often as is allowed between check-ins of a host that nothing is near: an order travels with the next one.
  [controller, browser] = await Promise.all([startController(data, ['--check-in', '5']), openBrowser()]);
}, PATIENCE_MS);
afterAll(async () => {
  await host?.close();
  await browser?.close();
  await controller?.stop();
  rmSync(data, { recursive: true });
}, PATIENCE_MS);

const addOperator = async (url: string): Promise<void> => {
  const api = await request.newContext({
    baseURL: url,
    ignoreHTTPSErrors: true,
    extraHTTPHeaders: { authorization: `Bearer ${controller.token}` },
  });
  const account = { name: 'olga', roles: ['operator'], teams: ['operations'], password: PASSWORD };
  const added = await api.post('/api/v1/accounts', { data: account });
  expect([added.status(), await added.text()]).toEqual([201, expect.any(String)]);
  await api.dispose();
};

it('enrols a host with the line that Settings shows, and adopts it from its page', {
  timeout: PATIENCE_MS,
}, async (context) => {
  if (process.getuid?.() !== 0) endWithout('only root enrols a host', context);
  const url = `https://127.0.0.1:${controller.port}`;
  await addOperator(url);
  const { page, context: tab, refused } = await visit(browser, url);
  await expect
    .poll(async () => await go(page, '/').then(async () => await page.locator('script[type=module]').count()), {
      timeout: 60_000,
    })
    .toBe(1);
  await signIn(page, 'olga');

  const { dialog, line } = await makeEnrolmentLine(page, 'environment=dev role=cache');
  await seen(page, 'enrol-line');
  await dialog.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Hosts' }).click();
  await seen(page, 'enrol-before');
  host = await openAgentHost(HOSTNAME);
  expect(await host.run(line.trim().split(' '))).toMatch(/^Enrolled as host-\S+\. This host is observed;/);
  // Nobody asks for the page again.
  const row = page.getByRole('row', { name: new RegExp(`^${HOSTNAME} `) });
  await row.getByText('never reported').waitFor();
  host.serve(['slipway-agent', 'reporter'], 'slipway');
  await row.getByText(/^debian /).waitFor();
  await row.getByRole('link', { name: HOSTNAME }).click();

  await page.getByRole('heading', { level: 1, name: HOSTNAME }).waitFor();
  await page.getByText('role=cache').waitFor();
  await page.getByRole('tab', { name: 'Packages' }).click();
  await page.getByText('dpkg', { exact: true }).first().waitFor();
  await page.getByRole('tab', { name: 'What it is' }).click();
  await page
    .getByText(/^Debian GNU\/Linux/)
    .first()
    .waitFor();
  await seen(page, 'enrol-observed');

  await page.getByRole('button', { name: 'Adopt' }).click();
  await page.getByRole('dialog', { name: 'Adopt' }).getByRole('button', { name: 'Adopt' }).click();
  await expect.poll(() => host?.has(ORDER), { timeout: 60_000 }).toBe(true);
  expect(await host.run(['slipway-agent', 'adoption'])).toBe('');
  await page.getByText('adopted', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Leave', exact: true }).waitFor();
  await seen(page, 'enrol-adopted');
  expect(refused).toEqual([]);
  await tab.close();
});
