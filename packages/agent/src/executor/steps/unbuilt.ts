// A plan that asks for what this agent cannot do. The controller does not plan so (capabilities); a plan that
// does it all the same must fail loudly and not pass as done.

import { reason } from '@slipway/core/reasons';
import type { StepKind } from '@slipway/core/step';
import { failed, type StepResult } from '../context.ts';

export const unbuilt = (step: StepKind): StepResult => failed(reason('step-not-in-this-version', { step }));
