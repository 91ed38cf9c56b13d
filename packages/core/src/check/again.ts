import type { HostCheck } from './types.ts';

/** Checks that can be asked again after the attempt: by the reporter, without root and without a signed plan. */
export type AskedAgain = Extract<HostCheck, { readonly kind: 'unit-active' | 'hook' | 'plug-in' }>;

/**
 * The state of a unit is nobody's secret, and what lies in the plug-in folder root has given out; a hook where it lies there,
 * too. The others need root, the host's own settings, or an address that no wish of a controller may choose.
 */
export const isAskedAgain = (check: HostCheck): check is AskedAgain =>
  check.kind === 'unit-active' || check.kind === 'hook' || check.kind === 'plug-in';
