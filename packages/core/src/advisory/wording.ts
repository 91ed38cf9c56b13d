import { type Reason, reason } from '../reasons/index.ts';
import { parseVersion } from '../version/index.ts';
import type { PackageSupport } from './support.ts';
import type { Meaning, Testimony } from './testimony.ts';
import type { FeedStatement, JudgedPackage, Verdict } from './types.ts';

export function verdictWordOf(meaning: Meaning): Verdict['verdict'] {
  switch (meaning.kind) {
    case 'affected':
    case 'fixed':
    case 'not-affected':
      return meaning.kind;
    case 'undetermined':
    case 'unreadable':
    case 'not-comparable':
      return 'unknown';
    default:
      return refuse(meaning);
  }
}

interface Deciding {
  readonly judged: JudgedPackage;
  readonly deciding: Testimony;
  readonly vulnerability: string;
  readonly support: PackageSupport;
}

/** The rule that was applied, with what it was applied to. */
export function reasonOf(input: Deciding): Reason {
  const { judged, deciding } = input;
  const { meaning } = deciding;
  const facts = { package: judged.name, installed: deciding.installedVersion };
  switch (meaning.kind) {
    case 'affected':
      return affected(input, meaning);
    case 'fixed':
      return meaning.fixedVersion === null
        ? reason('affected-range-passed', facts)
        : reason('fix-reached', { ...facts, fixed: meaning.fixedVersion });
    case 'not-affected':
      return notAffected(meaning.because, facts);
    case 'undetermined':
      return reason('vendor-undetermined', facts);
    case 'unreadable':
      return unreadable(judged, meaning.version);
    case 'not-comparable':
      return notComparable(meaning.why, facts);
    default:
      return refuse(meaning);
  }
}

function affected(
  { judged, deciding, vulnerability, support }: Deciding,
  meaning: Extract<Meaning, { kind: 'affected' }>,
) {
  const { told } = deciding;
  const facts = { package: judged.name, installed: deciding.installedVersion };
  if (meaning.fixedVersion === null) return withoutFix(facts, meaning.note, support);
  const fixed = { ...facts, fixed: meaning.fixedVersion };
  if (told.kind === 'advisory' && vulnerability === told.advisory) {
    const channel = told.security ? 'security' : 'other';
    return reason('update-names-no-vulnerability', { ...fixed, advisory: told.advisory, channel });
  }
  const { entitlement } = told.statement;
  return entitlement === null
    ? reason('fix-available', fixed)
    : reason('fix-needs-entitlement', { ...fixed, entitlement });
}

function withoutFix(
  facts: { readonly package: string; readonly installed: string },
  note: Extract<Meaning, { kind: 'affected' }>['note'],
  support: PackageSupport,
): Reason {
  if (note === 'end-of-life' || support.kind === 'ended') return reason('fix-never', facts);
  return note === 'no-dsa' || note === 'postponed' || note === 'ignored'
    ? reason('fix-not-planned', { ...facts, note })
    : reason('fix-awaited', { ...facts, note: note ?? 'none' });
}

function notAffected(
  because: Extract<Meaning, { kind: 'not-affected' }>['because'],
  facts: { readonly package: string; readonly installed: string },
): Reason {
  switch (because) {
    case 'vendor':
      return reason('vendor-says-not-affected', facts);
    case 'version':
      return reason('version-not-affected', facts);
    case 'unimportant':
      return reason('vulnerability-unimportant', facts);
    default:
      return refuse(because);
  }
}

function notComparable(
  why: Extract<Meaning, { kind: 'not-comparable' }>['why'],
  facts: { readonly package: string; readonly installed: string },
): Reason {
  switch (why) {
    case 'origin-foreign':
      return reason('origin-foreign', facts);
    case 'epoch-lost':
      return reason('epoch-lost', facts);
    case 'module-unknown':
      return reason('module-unknown', facts);
    case 'binary-not-named':
      return reason('binary-not-named', facts);
    default:
      return refuse(why);
  }
}

/** The parser says it best, and in words that cannot harm a terminal. */
function unreadable(judged: JudgedPackage, version: string): Reason {
  const parsed = parseVersion(judged.format, version);
  if (!parsed.ok) return parsed.reason;
  throw new Error(`"${version}" was found unreadable and reads well`);
}

export const withdrawn = (told: FeedStatement): Reason =>
  reason('advisory-withdrawn', { advisory: told.advisory, at: told.withdrawnAt ?? told.feedDate });

export const namesTooMuch = (told: FeedStatement, judged: JudgedPackage, vulnerability: string): Reason =>
  reason('advisory-names-too-much', {
    advisory: told.advisory,
    vulnerability,
    release: `${judged.release.distribution} ${judged.release.release}`,
  });

function refuse(never: never): never {
  throw new TypeError(`${JSON.stringify(never)} is no meaning of a statement`);
}
