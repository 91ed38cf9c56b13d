// The order of the steps, and from where each may be entered. The decision in next-action.ts is written without this
// table, so that the table can judge it: on every call, and in the property tests.

import type { StepKind } from '../step/index.ts';

/** DESIGN.md section 3.8. `way-back` is entered on failure only, whatever its place in a plan. */
export const STEP_ORDER: readonly StepKind[] = [
  'repair',
  'preflight',
  'manifest',
  'ask-cluster',
  'drain',
  'quiesce',
  'guests-away',
  'restore-point',
  'make-room',
  'apply',
  'restart',
  'reboot',
  'verify',
  'way-back',
  'guests-back',
  'settle',
  'undrain',
  'confirm',
  'clean-up',
];

export type StepOrigin = StepKind | 'begin';

interface Origins {
  /** The step before it on the straight way; where a plan does not name that one, the one before that. */
  readonly straight: StepOrigin;
  readonly also: readonly StepKind[];
}

/** Which step may be entered after which. A step that was interrupted may always be entered again. */
export const ORIGINS: Readonly<Record<StepKind, Origins>> = {
  // Only where policy wants it; it changes nothing that was whole.
  repair: { straight: 'begin', also: [] },
  preflight: { straight: 'repair', also: [] },
  manifest: { straight: 'preflight', also: [] },
  'ask-cluster': { straight: 'manifest', also: [] },
  // Also: a host that was given back to its service and cannot be proven there is taken out of it again.
  drain: { straight: 'ask-cluster', also: ['undrain', 'confirm'] },
  quiesce: { straight: 'drain', also: [] },
  // Only where there are guests, as their return.
  'guests-away': { straight: 'quiesce', also: [] },
  'restore-point': { straight: 'quiesce', also: ['guests-away'] },
  // Only where old kernels go before the change.
  'make-room': { straight: 'restore-point', also: [] },
  apply: { straight: 'make-room', also: [] },
  restart: { straight: 'apply', also: [] },
  // Also: what the way back restored may need one as well as what was planned.
  reboot: { straight: 'restart', also: ['way-back'] },
  verify: { straight: 'reboot', also: ['way-back'] },
  // Also after a way back that was not proven: by the restore point, then.
  'way-back': { straight: 'verify', also: ['apply', 'restart', 'reboot'] },
  // Also: from wherever a host retreats, or ends for a person: its guests do not wait for that.
  'guests-back': {
    straight: 'verify',
    also: ['guests-back', 'guests-away', 'restore-point', 'make-room', 'apply', 'restart', 'reboot', 'way-back'],
  },
  settle: { straight: 'verify', also: ['settle', 'guests-back'] },
  // Also: the retreat before anything was installed, from `apply` where it let nothing begin.
  undrain: {
    straight: 'settle',
    also: ['undrain', 'drain', 'quiesce', 'guests-back', 'restore-point', 'make-room', 'apply'],
  },
  confirm: { straight: 'undrain', also: ['confirm'] },
  // What the change left behind, once it is proven and the host serves again.
  'clean-up': { straight: 'confirm', also: [] },
};

/** Whether `step` may be entered when `origin` ended last. `planned` are the kinds that the host plan names. */
export const mayFollow = (step: StepKind, origin: StepOrigin, planned: ReadonlySet<StepKind>): boolean => {
  const { straight, also } = ORIGINS[step];
  if (origin === straight || also.some((kind) => kind === origin)) return true;
  return straight !== 'begin' && !planned.has(straight) && mayFollow(straight, origin, planned);
};
