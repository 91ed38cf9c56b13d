// How a change request moves: with the names under its plan while it is open, to its end once.

import type { ChecklistItem } from '../policy/index.ts';
import type { Reason } from '../reasons/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { ChangeRequest, ChangeRequestEvent, ChangeRequestWording, ChangeResult } from './types.ts';

/** As people say it: `CHG-000001`; more than a million get longer names. */
export const changeRequestNumber = (number: number): string => `CHG-${String(number).padStart(6, '0')}`;

/** Under a change request that has ended nothing begins, and nobody can approve any more. */
export const isOpen = ({ state }: ChangeRequest): boolean => state === 'open' || state === 'approved';

const noted = (request: ChangeRequest, event: ChangeRequestEvent): ChangeRequest => ({
  ...request,
  history: [...request.history, event],
});

/** A name was put under the plan; whether they are enough is {@link followNames}'. */
export const noteName = (
  request: ChangeRequest,
  name: Pick<ChangeRequestEvent, 'at' | 'who' | 'detail' | 'answerId'> & { readonly reference?: string },
): ChangeRequest => {
  const { reference, ...event } = name;
  return noted(referredTo(request, reference), { ...event, what: 'named' });
};

/** `wanting`: what the names under the plan still lack; the same object where nothing changes. */
export const followNames = (request: ChangeRequest, wanting: Reason | null, at: Instant): ChangeRequest => {
  const state = wanting === null ? 'approved' : 'open';
  if (!isOpen(request) || request.state === state) return request;
  const what = state === 'approved' ? 'approved' : 'approval-lost';
  return noted({ ...request, state }, { at, who: 'slipway', what, detail: wanting?.code ?? '' });
};

/** Of what people may still change: before the first name, since names stand under these words too. */
export const editChangeRequest = (
  request: ChangeRequest,
  wording: Partial<ChangeRequestWording>,
  by: { readonly who: string; readonly at: Instant },
): Outcome<ChangeRequest> => {
  const { number, state, backOut } = request;
  if (!isOpen(request)) return refuse('change-request-ended', { number, state });
  if (request.history.some(({ what }) => what === 'named')) return refuse('change-request-signed', { number });
  const { title = request.title, text = request.text, backOutAdded = backOut.added } = wording;
  const changed = Object.keys(wording).sort().join(', ');
  const edited = { ...request, title, text, backOut: { ...backOut, added: backOutAdded } };
  return ok(noted(edited, { ...by, what: 'edited', detail: changed }));
};

/** Its plan is held to another checklist; no name stands under that yet. */
export const noteChecklist = (request: ChangeRequest, items: readonly ChecklistItem[], at: Instant): ChangeRequest => {
  if (!isOpen(request)) return request;
  const lines = items.length === 0 ? ['  nothing'] : items.map((one) => `  ${checklistLine(one)}`);
  const text = `${request.text}\n\nSince ${at} checked before the first host begins:\n${lines.join('\n')}`;
  return noted({ ...request, text }, { at, who: 'slipway', what: 'edited', detail: 'checklist' });
};

export const checklistLine = ({ name, kind }: ChecklistItem): string => `${name} (${kind})`;

/** Its one end. `request` if it has ended before: whoever comes second changes nothing. */
export const endChangeRequest = (
  request: ChangeRequest,
  result: ChangeResult,
  by: Pick<ChangeRequestEvent, 'who' | 'at' | 'answerId'> & { readonly reference?: string },
): ChangeRequest => {
  if (!isOpen(request)) return request;
  const { reference, ...event } = by;
  const state = result.outcome === 'rejected' ? 'rejected' : 'closed';
  return noted({ ...referredTo(request, reference), state, result }, { ...event, what: state, detail: result.text });
};

/** What the outside system calls it, once it has said so. */
const referredTo = (request: ChangeRequest, reference: string | undefined): ChangeRequest =>
  request.outside === null || reference === undefined
    ? request
    : { ...request, outside: { ...request.outside, reference } };
