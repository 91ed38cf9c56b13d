// A file with problems. The controller weighs only a policy that is sound; whether a selector selects anybody does not wait
// for that, so that nobody mends a file twice.

import { labelsToWrite, placeText } from '@slipway/core/policy';
import { endpoints, type PolicyEffectAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import { Failure } from '../../exit/index.ts';
import { countText } from '../../output/index.ts';
import type { PlacedProblem } from '../../policy-file/index.ts';
import { present } from '../common/index.ts';
import { type GivenPolicy, problemsText } from './file.ts';

/** Each is a question of its own: a file of more is mended in two rounds. */
const ASKED_MAX = 50;
/** Enough to see how labels are written here. */
const HOSTS_SEEN = 200;

export const tellProblems = async (invocation: Invocation, given: GivenPolicy): Promise<6> => {
  const { file, problems } = given;
  const warnings = await unmatchedIn(invocation, given);
  present(invocation, { file, problems, warnings: warnings ?? [], asked: warnings !== null }, () =>
    problemsText(given, warnings ?? []),
  );
  return 6;
};

/** `null`: no controller said. */
const unmatchedIn = async (
  { context, options }: Invocation,
  { selectors, placeOf }: GivenPolicy,
): Promise<readonly PlacedProblem[] | null> => {
  if (options.is('offline') || selectors.length === 0) return null;
  try {
    const api = await context.api();
    const { items: some } = await api.call(endpoints.hosts.list, { query: { limit: HOSTS_SEEN } });
    // Of a fleet that has no host yet it says nothing.
    if (some.length === 0) return [];
    const warnings: PlacedProblem[] = [];
    for (const { path, selector, environment } of selectors.slice(0, ASKED_MAX)) {
      const query = { limit: 1, selector, ...(environment === null ? {} : { environment }) };
      if ((await api.call(endpoints.hosts.list, { query })).items.length > 0) continue;
      const instead = labelsToWrite(selector, some);
      warnings.push({ ...placeOf(path), ...unmatchedWarning({ path, selector, instead }, null) });
    }
    return warnings;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
};

/** `hosts`: in all; `null`: nobody counted them. */
export const unmatchedWarning = (
  { path, selector, instead = '' }: PolicyEffectAnswer['unmatched'][number],
  hosts: number | null,
): Omit<PlacedProblem, 'line' | 'column'> => ({
  place: placeText(path),
  what: `\`${selector}\` selects ${hosts === null ? 'no host' : `none of ${countText(hosts, 'host')}`}`,
  instead,
});
