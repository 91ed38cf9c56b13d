import { bringUp, demoFleet, type FleetSpec, type Lab, tearDown } from '../fleet/index.ts';
import type { LabSettings } from '../settings.ts';

export interface Scenario {
  readonly name: string;
  /** What holds when it passes, in one line. */
  readonly claim: string;
  /** `ci`: belongs to the representative set that every change runs. */
  readonly runsIn: 'ci' | 'full';
  /** Of one that does the same thing over and over: how often alone, and how often in the full run. */
  readonly times?: { readonly quick: number; readonly full: number };
  /** Ends by itself and leaves nothing behind; an exception is a failure. */
  readonly run: (settings: LabSettings, report: (line: string) => void, repeated: Repeated) => Promise<void>;
}

export interface Repeated {
  /** 1 for those that say nothing of it. */
  readonly times: number;
  /** 1 for all of them; what comes before it was seen in another run. */
  readonly first: number;
  /** The same moments again for the same one; told with the result. */
  readonly seed: number;
}

export class ClaimFailed extends Error {
  override readonly name = 'ClaimFailed';
}

/** The scenarios' assertion: a sentence that must hold. */
export function claim(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new ClaimFailed(sentence);
}

/** Gives `work` a fleet that nothing has happened to yet, and removes it afterwards, whatever happened. */
export async function onFreshFleet(
  settings: LabSettings,
  report: (line: string) => void,
  work: (lab: Lab) => Promise<void>,
  fleet: FleetSpec = demoFleet,
): Promise<void> {
  await tearDown(settings);
  try {
    const { lab } = await bringUp(settings, fleet, report);
    await work(lab);
  } finally {
    await tearDown(settings);
  }
}
