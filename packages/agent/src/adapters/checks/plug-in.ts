import type { CheckReading, PlugInCheck } from '@slipway/core/check';
import { firstLine } from '@slipway/core/reading';
import { explain } from '@slipway/core/reasons';
import type { Readings } from '../../ports/index.ts';
import { ill, unknown, well } from './readings.ts';

/** By the exit status of Nagios plug-ins; what is none of the first three is not known. */
export const checkPlugIn = async (
  { plugIn, parameters, worst }: PlugInCheck,
  plugIns: Pick<Readings, 'plugIn'>,
  timeLimitMs: number,
): Promise<CheckReading> => {
  const answer = await plugIns.plugIn({ plugIn, parameters }, Math.max(1, Math.floor(timeLimitMs / 1000)));
  if (!answer.ok) return unknown(explain(answer.reason));
  const { status, output } = answer.value;
  const said = firstLine(output) || `it ended with status ${status}`;
  switch (status) {
    case 0:
      return well(said);
    case 1:
      return worst === 'warning' ? well(said) : ill(said);
    case 2:
      return ill(said);
    default:
      return unknown(said);
  }
};
