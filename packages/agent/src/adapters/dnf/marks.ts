// The marks "automatic" and "manual", which dnf keeps as reasons in its history. What was asked for by an exact version counts as a
// person's wish there, so that after each transaction they are put back, and compared.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { DnfContext } from './host.ts';
import { askDnf } from './program.ts';
import { list, named, record, shaped } from './shapes.ts';

export interface WishedMark {
  readonly name: string;
  readonly architecture: string;
  readonly automatic: boolean;
}

export const restoreMarks = async (context: DnfContext, wished: readonly WishedMark[]): Promise<Outcome<void>> => {
  const items = wished.map(({ name, architecture, automatic }) => ({ name, architecture, automatic }));
  const answer = await askDnf(context, { verb: 'marks', items });
  if ('problem' in answer) return refuse('apply-failed', { status: 'marks', detail: answer.problem });
  const wrong = shaped(answer.value, (value) => list(record(value)['wrong'], named));
  if (wrong?.length === 0) return ok(undefined);
  const detail = wrong === null ? 'its answer cannot be read' : `not as before: ${wrong.join(', ')}`;
  return refuse('apply-failed', { status: 'marks', detail });
};
