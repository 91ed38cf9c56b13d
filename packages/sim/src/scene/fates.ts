// Fates for scripts: a blow at the k-th line or message, once; what was asked is counted, so that a script can first run
// through unharmed and then strike everywhere.

import type { ControllerLink } from '@slipway/agent/ports';
import type { LedgerFact } from '@slipway/core/execution';
import { type Blow, type Fate, KIND } from '../host/index.ts';

export interface ScriptedFate extends Fate {
  readonly lines: readonly LedgerFact[];
  readonly messages: readonly (keyof ControllerLink)[];
  /** Whether the blow has fallen. */
  readonly struck: () => boolean;
}

type Moment = 'before' | 'after';

export const fates = {
  /** Nothing happens; lines and messages are counted. */
  none: (): ScriptedFate => scripted(KIND),
  /** At the `index`-th line, from 0. */
  atLine: (index: number, moment: Moment, blow: Blow): ScriptedFate => {
    let count = -1;
    return scripted({
      ...KIND,
      atLine: (now) => {
        if (now === 'before') count += 1;
        return now === moment && count === index ? blow : 'none';
      },
    });
  },
  /** At the `index`-th message that is begun, or answered, from 0: files come several at a time. */
  atMessage: (index: number, moment: Moment): ScriptedFate => {
    let count = -1;
    return scripted({
      ...KIND,
      atMessage: (now) => {
        if (now !== moment) return 'none';
        count += 1;
        return count === index ? 'killed' : 'none';
      },
    });
  },
};

/** At most one blow, and a record of everything that was asked. */
const scripted = (fate: Fate): ScriptedFate => {
  const lines: LedgerFact[] = [];
  const messages: (keyof ControllerLink)[] = [];
  let struck = false;
  const once = <T extends Blow>(blow: T): T | 'none' => {
    if (blow === 'none' || struck) return 'none';
    struck = true;
    return blow;
  };
  return {
    lines,
    messages,
    struck: () => struck,
    atLine: (moment, fact) => {
      if (moment === 'after') lines.push(fact);
      return once(fate.atLine(moment, fact));
    },
    atMessage: (moment, message) => {
      // Those that were answered: the story ends while the last one is still on its way.
      if (moment === 'after') messages.push(message);
      return once(fate.atMessage(moment, message));
    },
  };
};
