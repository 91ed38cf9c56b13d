import { anInventory, aPackage, aPlanningInput, sha256 } from '@slipway/testkit/builders';
import { cataloguePatchSet } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applicableTargets } from '../../patch-set/index.ts';
import { contentFor, contextOf } from './context.ts';
import { pendingOf } from './pending.ts';

const patchSet = cataloguePatchSet();
const input = aPlanningInput({ patchSet });
const [environment] = input.policy.environments;
if (environment === undefined) throw new Error('the policy has environments');
const context = contextOf(input, environment, sha256);

const pending = (inventory: ReturnType<typeof anInventory>) => {
  const content = contentFor(context, inventory);
  if (content === null) throw new Error('the patch set has the platform');
  return pendingOf(inventory, content);
};

const inventories = fc
  .array(
    fc.record({
      name: fc.constantFrom('alpha', 'bravo', 'lost', 'newdep', 'stranger'),
      version: fc.constantFrom('0.9-1', '1.0-1', '1.1-1', '1.1-2', 'no version'),
      architecture: fc.constantFrom('amd64', 'i386', 'all'),
    }),
    { maxLength: 6 },
  )
  .map((packages) => anInventory({ packages: packages.map(aPackage) }));

describe('what is pending on a host', () => {
  it('is what the patch set says is applicable, several versions of a package included', () => {
    fc.assert(
      fc.property(inventories, (inventory) => {
        const targets = pending(inventory).targets.map(({ target }) => target);
        const expected = applicableTargets(patchSet, inventory);
        expect(new Set(targets)).toEqual(new Set(expected));
        expect(targets.length).toBe(expected.length);
      }),
    );
  });

  it('tells a host without any of the packages from one that is up to date', () => {
    const host = (name: string, version: string) => pending(anInventory({ packages: [aPackage({ name, version })] }));
    expect(host('stranger', '1')).toEqual({ targets: [], isApplicable: false });
    expect(host('newdep', '1.0-1')).toEqual({ targets: [], isApplicable: false });
    expect(host('alpha', '1.1-1')).toEqual({ targets: [], isApplicable: true });
    expect(host('alpha', '1.0-1')).toMatchObject({
      targets: [{ installed: { version: '1.0-1' } }],
      isApplicable: true,
    });
  });
});
