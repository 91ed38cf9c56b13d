import type { WantedReading } from '@slipway/controller/ports';
import type { ChecklistLook, PlanChecklist } from '@slipway/core/checklist';
import type { ReadingSubject } from '@slipway/core/reading';
import { digestOfText, THE_MORNING } from '../builders/index.ts';
import { hostIdOf } from './fleet.ts';

const SUBJECT: ReadingSubject = { kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' } };

export const aWantedReading = (
  given: Partial<Omit<WantedReading, 'hostId'>> & { readonly hostId: string },
): WantedReading => ({
  readingId: digestOfText(JSON.stringify(given.subject ?? SUBJECT)),
  subject: SUBJECT,
  wantedUntil: THE_MORNING,
  taken: {
    reading: { state: 'ok', text: 'backup é fine', takenAt: THE_MORNING, exit: 0, modifiedAt: null },
    receivedAt: THE_MORNING,
  },
  ...given,
  hostId: hostIdOf(given.hostId),
});

export const aPlanChecklist = (given: Partial<PlanChecklist> = {}): PlanChecklist => ({
  planDigest: digestOfText('plan'),
  items: [
    { name: 'backup', kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' }, maxAgeHours: 24 },
    { name: 'back', kind: 'way-back' },
  ],
  until: THE_MORNING,
  withoutWayBack: [hostIdOf('host-1')],
  withoutRestorePoint: [],
  ...given,
});

export const aChecklistLook = (given: Partial<ChecklistLook> = {}): ChecklistLook => ({
  at: THE_MORNING,
  rolloutId: null,
  items: [{ name: 'back', kind: 'way-back', state: 'green', reason: null, evidenceAt: THE_MORNING }],
  ...given,
});
