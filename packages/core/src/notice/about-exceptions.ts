import type { Instant } from '../time/index.ts';
import { counted, shownInstant, type Template } from './template.ts';

export interface ExceptionEnds {
  readonly name: string;
  /** `package openssl`, `advisory DSA-5866-1`. */
  readonly leavesOut: string;
  readonly owner: string;
  readonly why: string;
  readonly expiresAt: Instant;
  readonly hostsInAll: number;
}

export const exceptionEnds: Template<ExceptionEnds> = {
  subject: ({ name, expiresAt }) => `exception ${name} ends ${shownInstant(expiresAt)}`,
  lines: ({ leavesOut, owner, why, hostsInAll }) => [
    `It leaves out ${leavesOut} on ${counted(hostsInAll, 'host')}: ${why}`,
    `Owner: ${owner}. Afterwards it is installed like everything else, unless the policy says otherwise.`,
  ],
};
