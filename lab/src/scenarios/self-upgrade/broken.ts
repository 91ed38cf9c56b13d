import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { smallFleet } from '../../fleet/index.ts';
import { labHost, onManagedFleet } from '../../managed/index.ts';
import { agentPackage, isAtRest, plainPolicy, untilRollout } from '../../product/index.ts';
import { runOk } from '../../run.ts';
import { ending, ledgerOf, outcomeOf } from '../ledger.ts';
import { servedVersion } from '../made-update.ts';
import { claim, type Scenario } from '../scenario.ts';
import { installedAgent, rollOutPair, untilCheckedInAs } from './offer.ts';

const PACK_TIMEOUT_MS = 120_000;
const [BEFORE, BROKEN] = ['0.1.0', '0.1.3'];

/** Nothing of the new version works, not even what writes down how its own transaction ended. */
export const brokenAgent: Scenario = {
  name: 'self-upgrade-broken',
  claim: 'C02: a version of the agent that nobody hears is taken back by the one before, with what came beside it',
  runsIn: 'full',
  run: (settings, report) =>
    onManagedFleet({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() }, async (fleet) => {
      const host = labHost(fleet, 'dev1');
      const { path } = await agentPackage(settings, report);
      const folder = await mkdtemp(join(tmpdir(), 'slipway-lab-broken-'));
      try {
        const broken = await withoutAgent(path, folder);
        const before = { agent: { version: BEFORE, path }, app: '1.0' } as const;
        const after = { agent: { version: BROKEN, path: broken }, app: '1.1' } as const;
        const rolloutId = await rollOutPair(fleet, before, after);
        const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
        const ledger = await ledgerOf(host);
        claim(outcomeOf(ledger) === 'gone-back', `the host went back by itself: ${ending(ledger)}`);
        const failure = ledger.find((entry) => entry.kind === 'step-ended' && entry.outcome === 'failed');
        const why = failure?.kind === 'step-ended' ? failure.reason?.code : undefined;
        claim(why === 'agent-not-heard', `because nobody heard the new one (${why})`);
        claim(rollout.hosts[0]?.phase === 'gone-back', `the controller has heard of it (${rollout.hosts[0]?.phase})`);
        claim((await installedAgent(host)) === BEFORE, 'the agent of before stands');
        claim((await servedVersion(host)) === before.app, 'and the service of before');
        await untilCheckedInAs(fleet, host, BEFORE);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
};

/** The same package under a higher version, whose program ends at once. */
async function withoutAgent(path: string, folder: string): Promise<string> {
  const tree = join(folder, 'tree');
  await runOk(['dpkg-deb', '--raw-extract', path, tree], { timeoutMs: PACK_TIMEOUT_MS });
  const program = join(tree, 'usr/lib/slipway/slipway-agent');
  // Another file, as dpkg would lay one down: what runs of the old one must not change under it.
  await rm(program);
  await writeFile(program, '#!/bin/sh\nexit 70\n');
  await chmod(program, 0o755);
  const control = join(tree, 'DEBIAN/control');
  await writeFile(control, (await readFile(control, 'utf8')).replace(/^Version: .*$/m, `Version: ${BROKEN}`));
  const sums = join(tree, 'DEBIAN/md5sums');
  await writeFile(sums, (await readFile(sums, 'utf8')).replace(/^.* {2}usr\/lib\/slipway\/slipway-agent\n/m, ''));
  const built = join(folder, basename(path).replace(BEFORE, BROKEN));
  await runOk(['dpkg-deb', '--root-owner-group', '-Zgzip', '-z1', '--build', tree, built], {
    timeoutMs: PACK_TIMEOUT_MS,
  });
  return built;
}
