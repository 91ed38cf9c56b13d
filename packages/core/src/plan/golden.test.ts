import { join } from 'node:path';
import {
  aHost,
  anEnvironment,
  anInventory,
  aPackage,
  aPlanningInput,
  aPolicy,
  demoProd,
  digestOfPatchSet,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { CONDITIONS, cataloguePatchSet } from '@slipway/testkit/generators';
import { describe, expect, it } from 'vitest';
import { textOfPlan } from '../../test/plan/plan-text.ts';
import { checkPlan, makePlan, type PlanningInput } from './index.ts';

const GOLDEN = join(import.meta.dirname, '../../test/plan/golden');

function textFor(input: PlanningInput): string {
  const { plan, report } = makePlan(input, sha256);
  return textOfPlan(plan, report, plan === null ? [] : checkPlan({ plan, report, input, sha256 }));
}

/** One host in every condition, but for those that no border lets in: their reasons quote the JavaScript engine. */
function everyCondition(): PlanningInput {
  const unreadable =
    /^(changes that are no list|change that is null|packages that are no list|system that is missing)$/;
  const patchSet = cataloguePatchSet();
  const patchSetDigest = digestOfPatchSet(patchSet);
  const packages = [aPackage({ name: 'alpha', version: '1.0-1' }), aPackage({ name: 'bravo', version: '1.0-1' })];
  const hosts = Object.entries(CONDITIONS)
    .filter(([name]) => !unreadable.test(name))
    .map(([name, condition], index) => {
      const hostId = name.toLowerCase().replaceAll(' ', '-');
      const labels = { environment: 'prod', role: index % 2 === 0 ? 'app' : 'db' };
      const inventory = anInventory({ packages, system: { hostname: hostId } });
      return condition(withProposal(aHost({ hostId, labels, inventory }), patchSet, patchSetDigest));
    });
  const environments = [
    anEnvironment({ name: 'dev' }),
    anEnvironment({ waves: { canaryHosts: 1, percentMax: 60 }, conffiles: 'keep' }),
  ];
  const clusters = [{ name: 'db', members: 'role = db', awayMax: 2 }];
  const proven = new Set(['alpha/amd64/1.1-1']);
  return aPlanningInput({ patchSet, patchSetDigest, hosts, proven, policy: aPolicy({ environments, clusters }) });
}

// A difference here is a difference in what people would be asked to approve: look at it, then run vitest with -u.
describe('the plan', () => {
  it("of the demo's production reads as it did", async () => {
    await expect(textFor(demoProd())).toMatchFileSnapshot(join(GOLDEN, 'demo-plan.txt'));
  });

  it('of a fleet in every condition reads as it did', async () => {
    await expect(textFor(everyCondition())).toMatchFileSnapshot(join(GOLDEN, 'every-condition.txt'));
  });
});
