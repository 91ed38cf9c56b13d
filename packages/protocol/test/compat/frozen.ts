// The frozen messages and documents, and today's parser of each.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PayloadType, TrustRole } from '@slipway/core/document';
import type { Outcome } from '@slipway/core/reasons';
import * as messages from '@slipway/protocol/agent';
import * as documents from '@slipway/protocol/documents';
import type { Folder } from './make.ts';

const FROZEN = fileURLToPath(new URL('../../../../fixtures/compat/', import.meta.url));

export interface Frozen {
  readonly version: string;
  /** As the file is called, without its ending: kind, dot, form. */
  readonly name: string;
  readonly kind: string;
  readonly value: object;
}

export const versions: readonly string[] = readdirSync(FROZEN).sort();

export const frozenIn = (folder: Folder): readonly Frozen[] =>
  versions.flatMap((version) =>
    readdirSync(join(FROZEN, version, folder))
      .sort()
      .map((file) => {
        const name = file.replace(/\.json$/, '');
        const text = readFileSync(join(FROZEN, version, folder, file), 'utf8');
        return { version, name, kind: name.replace(/\..*$/, ''), value: JSON.parse(text) as object };
      }),
  );

export const frozen = (folder: Folder, version: string, name: string): object => {
  const found = frozenIn(folder).find((one) => one.version === version && one.name === name);
  if (found === undefined) throw new Error(`${folder}/${name} of version ${version} is not frozen`);
  return found.value;
};

type AnyParser = (input: unknown) => Outcome<object>;

/** Today's parser of each kind of message. */
export const MESSAGES: Readonly<Record<string, AnyParser>> = {
  'trust-reply': messages.parseTrustReply,
  'enrol-request': messages.parseEnrolRequest,
  'enrol-reply': messages.parseEnrolReply,
  'check-in': messages.parseCheckIn,
  'check-in-reply': messages.parseCheckInReply,
  inventory: messages.parseInventoryMessage,
  'inventory-reply': messages.parseInventoryReply,
  proposal: messages.parseProposalMessage,
  readings: messages.parseReadingsMessage,
  ledger: messages.parseLedgerMessage,
  'ledger-reply': messages.parseLedgerReply,
};

/** Who must have signed each kind of document, and today's parser of what is in the envelope. */
export const DOCUMENTS: Readonly<
  Record<string, { readonly type: PayloadType; readonly roles: readonly TrustRole[]; readonly parse: AnyParser }>
> = {
  'trust-root': { type: typeOf('trust-root'), roles: ['controller'], parse: documents.parseTrustRoot },
  'plan-header': {
    type: typeOf('plan-header'),
    roles: ['controller', 'approver'],
    parse: documents.parsePlanHeader,
  },
  'start-grant': { type: typeOf('start-grant'), roles: ['controller'], parse: documents.parseStartGrant },
  adoption: { type: typeOf('adoption'), roles: ['controller'], parse: documents.parseAdoptionOrder },
  isolation: { type: typeOf('isolation'), roles: ['controller'], parse: documents.parseIsolationOrder },
};

function typeOf<Kind extends string>(kind: Kind): `application/vnd.slipway.${Kind}+json;version=1` {
  return `application/vnd.slipway.${kind}+json;version=1`;
}

/** Parsers of parts: what they read is frozen inside a message. */
export const PART_PARSERS: readonly AnyParser[] = [
  messages.parseLedgerEntry,
  messages.parseReading,
  documents.parseHostPlan,
  documents.parseHostPlanBundle,
  // Stands in a host plan, and in root's own list.
  documents.parseRestorePoint,
];

/** Every parser that protocol exports to agent and controller, by name. */
export const exportedParsers = (): readonly (readonly [name: string, parse: unknown])[] =>
  Object.entries({ ...messages, ...documents }).filter(([name]) => name.startsWith('parse'));

export const parserOf = (kind: string): AnyParser => known(MESSAGES, kind);
export const documentOf = (kind: string) => known(DOCUMENTS, kind);

const known = <T>(table: Readonly<Record<string, T>>, kind: string): T => {
  const found = table[kind];
  if (found === undefined) throw new Error(`no parser is named for ${kind}`);
  return found;
};

/** What the tests go on with; that it is read at all is a test of its own. */
export const read = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.reason));
  return outcome.value;
};
