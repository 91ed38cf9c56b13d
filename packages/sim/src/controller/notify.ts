import type { Audience, Letter, Notify } from '@slipway/controller/ports';
import { ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';

/** What somebody has got, and when. */
export interface ArrivedLetter {
  readonly at: Instant;
  readonly audience: string;
  readonly letter: Letter;
}

/** Keeps what it is told instead of sending it; nobody writes back. */
export interface SimulatedNotify extends Notify {
  readonly arrived: readonly ArrivedLetter[];
  /** From now on this audience takes nothing, or everything again. */
  refuse(audience: string, refuses: boolean): void;
}

export const collectingNotify = (now: () => Instant): SimulatedNotify => {
  const arrived: ArrivedLetter[] = [];
  const refusing = new Set<string>();
  return {
    arrived,
    refuse: (audience, refuses) => {
      if (refuses) refusing.add(audience);
      else refusing.delete(audience);
    },
    deliver: async ({ name }: Audience, letter: Letter) => {
      if (refusing.has(name)) return refuse('notice-not-taken', { audience: name, detail: 'it does not answer' });
      arrived.push({ at: now(), audience: name, letter });
      return ok(undefined);
    },
    isSignedBy: () => false,
  };
};
