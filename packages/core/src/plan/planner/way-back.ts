// The way back of a transaction: the versions that are installed now, each with the file that the package store keeps.

import { targetKey } from '../../patch-set/index.ts';
import { reason } from '../../reasons/index.ts';
import type { PlannedChange, PreviousVersion, WayBack } from '../types.ts';
import type { PlatformContent } from './context.ts';

/** `none` names the first package whose installed version nobody keeps: half a way back is none. */
export function wayBackOf(options: {
  readonly content: PlatformContent;
  readonly transaction: readonly PlannedChange[];
  readonly when: 'automatic' | 'asked';
}): WayBack {
  const { content, transaction, when } = options;
  const previous: PreviousVersion[] = [];
  for (const { name, architecture, from } of transaction) {
    const file =
      from === null ? null : (content.replaced.get(targetKey({ name, architecture, version: from })) ?? null);
    if (from !== null && file === null) {
      return { kind: 'none', reason: reason('no-way-back', { package: name, version: from }) };
    }
    previous.push({ name, architecture, version: from, file });
  }
  return { kind: 'packages', when, previous };
}
