// What a record is called inside its feed, alike in every store adapter.

import type { KnowledgeRecord } from '@slipway/core/advisory';

export interface NamedRecord {
  /** Unique for its kind and feed. */
  readonly key: string;
  /** What people ask for; `null`: nobody does. */
  readonly name: string | null;
  readonly content: object;
}

export const namedRecord = (record: KnowledgeRecord): NamedRecord => {
  switch (record.kind) {
    case 'advisory':
      return { key: record.record.recordId, name: record.record.name, content: record.record };
    case 'vulnerability-facts':
      return { key: record.facts.vulnerability, name: null, content: record.facts };
    case 'support': {
      // A release has a standard term, a long one and an extended one.
      const { release, sourcePackage, kind } = record.status;
      return {
        key: JSON.stringify([release.distribution, release.release, sourcePackage, kind]),
        name: null,
        content: record.status,
      };
    }
    case 'maker-release':
      return { key: record.release.product, name: null, content: record.release };
    default:
      return record satisfies never;
  }
};
