import type { Schemas } from '../../api/index.ts';

export type Promotion = Schemas['Promotion'];
export type Due = Schemas['DuePlace'];

/** What an item asks, in few words; its reason has the rest. */
export const ITEMS: Readonly<Record<string, string>> = {
  standing: 'not held or ended',
  hosts: 'every host done',
  gates: 'gates passed',
  soak: 'soaked',
  exposure: 'nothing new known against it',
  files: 'files kept',
  'patched-within-schedule': 'patched within schedule',
  'tier-before-verified': 'tier before verified',
  'services-healthy': 'services healthy',
  'old-kernels-gone': 'old kernels gone',
  'way-back-available': 'way back available',
};

export const placeName = (place: { readonly environment: string; readonly policyName: string | null }): string =>
  place.policyName === null ? place.environment : `${place.environment} / ${place.policyName}`;
