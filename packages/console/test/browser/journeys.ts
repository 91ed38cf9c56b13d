// What people come for, as steps in a browser over a fleet of any size. By role and accessible name.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { enrolWith, type World } from '../world/index.ts';
import { go, makeEnrolmentLine, settled, signIn, visit } from './browser.ts';

export interface Stage {
  readonly browser: Browser;
  readonly world: World;
  /** Looks at a page with all its answers, and keeps a picture of it. */
  readonly look: (page: Page, name: string) => Promise<void>;
}

const as = async (
  { browser, world }: Stage,
  person: string,
  options: Parameters<typeof visit>[2] = {},
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly refused: readonly string[] }> => {
  const visitor = await visit(browser, world.url, options);
  await signIn(visitor.page, person);
  return visitor;
};

const left = async (visitor: Awaited<ReturnType<typeof as>>): Promise<void> => {
  expect(visitor.refused).toEqual([]);
  await visitor.context.close();
};

const hostIdOf = ({ scene }: World, hostname: string): string =>
  scene.hosts.find(({ spec }) => spec.hostname === hostname)?.hostId ?? `no host ${hostname}`;

/** Every page, with what it is called in pictures. */
export const pagesOf = (world: World): readonly (readonly [name: string, path: string])[] => [
  ['overview', '/'],
  ['hosts', '/hosts?selector=environment+%3D+prod'],
  ['hosts-counted', '/hosts?environment=prod&counted=updates-pending'],
  ['host', `/hosts/${hostIdOf(world, 'web-004')}`],
  ['host-exposures', `/hosts/${hostIdOf(world, 'web-004')}?tab=exposure`],
  ['host-pending', `/hosts/${hostIdOf(world, 'web-004')}?tab=pending`],
  ['host-packages', `/hosts/${hostIdOf(world, 'web-004')}?tab=packages`],
  ['host-facts', `/hosts/${hostIdOf(world, 'lb-001')}?tab=facts`],
  ['host-history', `/hosts/${hostIdOf(world, 'dev-1')}?tab=history`],
  ['exposures', '/exposures?open=openssl'],
  ['exposures-vulnerabilities', '/exposures?open=openssl&tab=vulnerabilities'],
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
  ['patch-set', `/patch-sets/${world.patchSetDigest}`],
  ['plan', `/plans/${world.planDigest}`],
  ['plan-wave', `/plans/${world.planDigest}?wave=1`],
  ['approvals', '/approvals'],
  ['rollouts', '/rollouts'],
  ['rollout', '/rollouts/rollout-0001'],
  ['calendar', '/calendar'],
  ['reports', '/reports'],
  ['reports-deadlines', '/reports?tab=sla'],
  ['policies', '/policies'],
  ['policies-change', '/policies?tab=change'],
  ['policies-history', '/policies?tab=history'],
  ['exceptions', '/exceptions'],
  ['audit', '/audit'],
  ['settings', '/settings'],
  ['settings-feeds', '/settings?tab=feeds'],
  ['settings-feed-records', '/settings?tab=feeds&feed=debian'],
  ['settings-notifications', '/settings?tab=notifications'],
  ['not-there', '/hosts/host-nobody'],
];

/** From the list to the plan that waits. `webs`: hosts of that role, as the list counts them. Answers what is behind the host's reason. */
export const whyNotPatched = async (stage: Stage, { webs }: { readonly webs: RegExp }): Promise<string> => {
  const visitor = await as(stage, 'vera');
  const { page } = visitor;
  await page.getByRole('link', { name: 'Hosts', exact: true }).click();
  const selector = page.getByRole('combobox', { name: 'Selector' });
  await selector.fill('role = w');
  // What is offered is of the hosts that are there: the first of them have to come.
  await page.getByRole('option').first().waitFor();
  await selector.press('ArrowDown');
  await selector.press('Enter');
  await expect.poll(async () => await selector.inputValue()).toBe('role = web ');
  await page.getByText(webs).waitFor();
  // An answer takes no blank away from whoever wants to go on.
  expect(await selector.inputValue()).toBe('role = web ');
  await stage.look(page, 'why-hosts');
  await page.getByRole('link', { name: 'web-004' }).click();
  await page.getByRole('heading', { level: 1, name: 'web-004' }).waitFor();
  await page.getByText('The plan is not approved: 1 more name of operations wanted.').waitFor();
  await page.getByRole('button', { name: 'Reason code waiting-for-approval' }).click();
  const code = page.getByRole('dialog');
  await code.getByText('waiting-for-approval').waitFor();
  const behind = await code.innerText();
  await stage.look(page, 'why-host');
  await page.keyboard.press('Escape');
  await code.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'plan', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Plan for prod' }).waitFor();
  // A viewer is offered nothing that a viewer may not do.
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  await left(visitor);
  return behind;
};

/** A name under the digest of the plan, by somebody of operations who was waited for. Answers the names that are there then. */
export const approvesProduction = async (
  stage: Stage,
  { hosts }: { readonly hosts: number },
): Promise<readonly string[]> => {
  const visitor = await as(stage, 'anton');
  const { page } = visitor;
  const { planDigest } = stage.world;
  await page.getByRole('link', { name: `prod: ${hosts} hosts` }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve' });
  await dialog.getByText(planDigest).waitFor();
  expect(await dialog.getByText(planDigest).count()).toBe(1);
  await stage.look(page, 'approve');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('approved', { exact: true }).waitFor();
  const names = page.getByRole('list', { name: 'Names under it' });
  await names.getByText('anton').waitFor();
  const under = await names.getByRole('listitem').allInnerTexts();
  await left(visitor);
  return under;
};

/** Seen from the list of rollouts, and explained by the steps of the host that failed. Answers what these steps say. */
export const goesWrong = async (
  stage: Stage,
  { rollout, bad, spent }: { readonly rollout: string; readonly bad: string; readonly spent: RegExp },
  options: Parameters<typeof visit>[2] = {},
): Promise<string> => {
  const visitor = await as(stage, 'olga', options);
  const { page } = visitor;
  await go(page, '/rollouts');
  await page.getByRole('link', { name: 'prod' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Rollout of prod' }).waitFor();
  await page.getByRole('heading', { name: 'What failed' }).waitFor();
  await page.getByText(spent).waitFor();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await page
    .getByRole('link', { name: `What ${bad} did` })
    .first()
    .click();
  const steps = page.getByRole('list', { name: 'Steps' });
  await steps.getByText('verify', { exact: true }).waitFor();
  await page.getByRole('heading', { name: 'Diagnosis' }).waitFor();
  await stage.look(page, 'wrong-steps');
  const said = await steps.innerText();
  await page.getByRole('button', { name: 'Close the steps' }).click();
  await steps.waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe(`/rollouts/${rollout}`);
  await stage.look(page, 'wrong-rollout');
  await left(visitor);
  return said;
};

/** From the overview to what failed in the night, and to what is due. Answers what the overview says of rollouts. */
export const morningAfter = async (
  stage: Stage,
  { rollout, bad }: { readonly rollout: string; readonly bad: string },
): Promise<string> => {
  const visitor = await as(stage, 'mia');
  const { page } = visitor;
  await settled(page);
  await stage.look(page, 'morning-overview');
  const last = page.getByText(/last rollout/).first();
  await last.waitFor();
  const said = await last.innerText();
  await go(page, `/rollouts/${rollout}`);
  await page.getByRole('heading', { level: 1, name: 'Rollout of prod' }).waitFor();
  await page.getByText(bad).first().waitFor();
  await stage.look(page, 'morning-rollout');
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByRole('link', { name: /^\d+ all open$/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Exposures' }).waitFor();
  await page.getByText('nginx').first().waitFor();
  await stage.look(page, 'morning-exposures');
  await left(visitor);
  return said;
};

/** By the line that Settings shows once; the host is there, says what it is, and is adopted from its page. Answers the line. */
export const enrolsHost = async (stage: Stage): Promise<string> => {
  const visitor = await as(stage, 'olga');
  const { page } = visitor;
  const { dialog: form, line } = await makeEnrolmentLine(page, 'environment=dev role=cache');
  const [, token = 'no token'] = /--token (\S+) --trust sha256:[0-9a-f]{64}/.exec(line) ?? [];
  await stage.look(page, 'enrolment-line');
  await form.getByRole('button', { name: 'Done' }).click();
  expect(await page.getByText(token).count()).toBe(0);
  await enrolWith(stage.world, 'cache-1', token);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Hosts' }).click();
  await page.getByRole('combobox', { name: 'Selector' }).fill('role = cache');
  await page.getByRole('link', { name: 'cache-1' }).click();
  await page.getByRole('heading', { level: 1, name: 'cache-1' }).waitFor();
  await page.getByText('role=cache').waitFor();
  await page.getByText(/^debian bookworm/).waitFor();
  await page.getByRole('button', { name: 'Adopt' }).click();
  await page.getByRole('dialog', { name: 'Adopt' }).getByRole('button', { name: 'Adopt' }).click();
  await page.getByText('adopted', { exact: true }).waitFor();
  await stage.look(page, 'enrolled-host');
  await left(visitor);
  return line;
};
