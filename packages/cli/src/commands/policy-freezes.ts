import { freezesOfCalendar } from '@slipway/core/calendar';
import type { Action } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { freezesText } from '../policy-file/index.ts';
import { present, readGivenText } from './common/index.ts';

/** Prints, and changes nothing: what becomes policy goes through a person's hands. */
export const policyFreezes: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const [path = ''] = args;
  const zone = options.need('zone');
  const zones = context.zones();
  if (zones.rulesOf(zone) === null) throw wrongUse(`"${zone}" is not a time zone of database ${zones.version}.`);
  const read = freezesOfCalendar(await readGivenText(invocation, path), { zones, zone });
  if (read.kind === 'refused') {
    const lines = read.problems.map(({ line, detail }) => `${path}:${line}: ${detail}\n`);
    present(invocation, { problems: read.problems }, () => lines.join(''));
    return 6;
  }
  for (const { line, detail } of read.leftOut) context.terminal.err(`${path}:${line}: left out: ${detail}\n`);
  present(invocation, { freezes: read.freezes, leftOut: read.leftOut }, () => freezesText(read.freezes));
  return 0;
};
