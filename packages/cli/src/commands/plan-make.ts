import type { Digest } from '@slipway/core/ids';
import { type BodyOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { type Api, firstItems } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { findHost, findPatchSet, given } from './common/index.ts';
import { followPlanRequest } from './plan-request.ts';

type Overrides = NonNullable<BodyOf<typeof endpoints.plans.make>['overrides']>;

export const planMake: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const chosen = options.text('patchSet');
  const patchSetDigest = chosen === null ? await newestPatchSet(api) : await findPatchSet(api, chosen);
  const first = await api.call(endpoints.plans.make, {
    body: {
      environment: args[0] ?? '',
      ...given({ policyName: options.text('policy') }),
      patchSetDigest,
      overrides: await overridesOf(api, invocation),
    },
  });
  return await followPlanRequest(invocation, api, first);
};

/** Those that lead back from another one are of rollbacks: nobody makes so many of them in a row. */
const LOOKED_AT_MAX = 50;

const newestPatchSet = async (api: Api): Promise<Digest> => {
  const newest = (await firstItems(api, endpoints.patchSets.list, { asked: {}, limit: LOOKED_AT_MAX })).find(
    ({ takesBack }) => takesBack === undefined,
  );
  if (newest === undefined) throw wrongUse('No patch set has been cut yet: `slipway patch-set cut`.');
  return newest.digest;
};

const overridesOf = async (api: Api, { options }: Invocation): Promise<Overrides> => {
  const leftOut: Overrides[number][] = [];
  for (const [name, why] of Object.entries(options.pairs('leaveOut'))) {
    leftOut.push({ kind: 'leave-out', hostId: (await findHost(api, name)).hostId, why });
  }
  const removals = Object.entries(options.pairs('allowRemoval')).map(
    ([name, why]) => ({ kind: 'allow-removal', package: name, why }) as const,
  );
  return [...leftOut, ...removals];
};
