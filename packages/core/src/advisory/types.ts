// What feeds say, and what it means for a package. See index.ts.

import type { Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { VersionFormat } from '../version/index.ts';

/**
 * A distribution's release in one spelling: `ID` of os-release, and the codename for Debian and Ubuntu (`bookworm`), the
 * major version for the others (`9`). Feeds and inventories are brought to it by `releaseOf`.
 */
export interface Release {
  readonly distribution: string;
  readonly release: string;
}

/** A vendor's notice or a record of one vulnerability, as one feed has it. Withdrawn ones stay, so that findings close with a reason. */
export interface AdvisoryRecord {
  /** Unique within its feed: `DSA-5001-1`, `ALSA-2022:4940@almalinux-9`, `UBUNTU-CVE-2024-6387`. */
  readonly recordId: string;
  /** As people know it: without what the feed needs to keep records apart. */
  readonly name: string;
  readonly kind: 'advisory' | 'vulnerability';
  readonly summary: string;
  readonly publishedAt: Instant | null;
  readonly modifiedAt: Instant | null;
  readonly withdrawnAt: Instant | null;
  /** CVE ids and whatever the feed names instead; an advisory that names none fixes "itself": its own name stands here. */
  readonly vulnerabilities: readonly string[];
  readonly security: boolean;
  /** The vendor's own word, lower case; `null` where there is none. */
  readonly severity: Severity | null;
  readonly references: readonly string[];
  readonly statements: readonly Statement[];
}

/** In this order; the vendors' other words are mapped at the border. */
export type Severity = 'negligible' | 'low' | 'medium' | 'high' | 'critical';

/** What one record says about one package of one release. */
export interface Statement {
  readonly release: Release;
  readonly format: VersionFormat;
  readonly subject: PackageSubject;
  /** `nodejs:18`; `null` is "of no module", which is not "of any module". */
  readonly module: string | null;
  /** `null`: of every architecture. `noarch` and `all` are given as `null`. */
  readonly architectures: readonly string[] | null;
  /** Only these vulnerabilities of the record, where it attributes them; `null`: all of them. */
  readonly vulnerabilities: readonly string[] | null;
  readonly says: Says;
  /** What must be there to get the fix (`ubuntu-pro`), `null`: nothing. */
  readonly entitlement: string | null;
  /** Binary packages that carry the fix with the version to reach, where the feed names them; empty: not told. */
  readonly binaries: readonly { readonly name: string; readonly version: string }[];
  /** Absent: the distribution's own packages only. `any`: whoever built it, as a house feed means it. */
  readonly publisher?: 'any';
}

/** Debian and Ubuntu speak of source packages, RPM vendors of binary ones. */
export interface PackageSubject {
  readonly kind: 'source' | 'binary';
  readonly name: string;
}

export type Says =
  /** Affected in any of these ranges or exactly at one of these versions; fixed where a range has an end and it is reached. */
  | {
      readonly kind: 'affected-in';
      readonly ranges: readonly VersionRange[];
      readonly versions: readonly string[];
      /** Why there is no fix, or why nobody hurries; `null` where the feed does not say. */
      readonly note:
        | 'no-dsa'
        | 'postponed'
        | 'ignored'
        | 'end-of-life'
        | 'unimportant'
        | 'deferred'
        | 'needs-triage'
        | null;
    }
  | { readonly kind: 'not-affected' }
  /** The vendor does not know yet, or not any more. */
  | { readonly kind: 'undetermined' };

/** From `introduced` on (`null`: from the first version). */
export interface VersionRange {
  readonly introduced: string | null;
  readonly end:
    | { readonly kind: 'fixed'; readonly version: string }
    | { readonly kind: 'last-affected'; readonly version: string }
    | { readonly kind: 'none' };
}

/** What is known about a vulnerability whatever runs where. Every feed adds what it has; `null` is "not told", never "no". */
export interface VulnerabilityFacts {
  readonly vulnerability: string;
  readonly summary: string | null;
  readonly publishedAt: Instant | null;
  readonly rejected: boolean | null;
  readonly cvss: readonly CvssRating[];
  /** Probability within 30 days and its percentile, 0 to 1, each times a million: documents hold whole numbers. */
  readonly epss: { readonly probabilityPpm: number; readonly percentilePpm: number; readonly asOf: Instant } | null;
  readonly kev: {
    readonly addedAt: Instant;
    readonly dueAt: Instant | null;
    readonly ransomware: 'known' | 'unknown';
    readonly requiredAction: string;
  } | null;
  readonly ssvc: {
    readonly exploitation: 'none' | 'poc' | 'active' | null;
    readonly automatable: boolean | null;
    readonly technicalImpact: 'partial' | 'total' | null;
    readonly asOf: Instant | null;
  } | null;
}

export interface CvssRating {
  /** Who rated: `nvd`, `cna`, `cisa-adp`, `redhat`. */
  readonly source: string;
  /** `null` where only the score is told; `CVSS:3.1/…`, and without such a beginning it is one of version 2. */
  readonly vector: string | null;
  /** Base score times ten: 98 is 9.8. */
  readonly scoreTenths: number;
}

/** What a release, or one source package in it, is still given. Silence after the end means unsupported, not safe. */
export interface SupportStatus {
  readonly release: Release;
  /** `null`: the release as a whole. A pattern of the vendor's list (`golang-*`) is given as the vendor writes it. */
  readonly sourcePackage: string | null;
  readonly kind: 'standard' | 'long-term' | 'extended' | 'limited' | 'ended';
  readonly endsAt: Instant | null;
  readonly note: string;
}

/** The newest version of software from outside the distribution, told by its maker. */
export interface MakerRelease {
  readonly product: string;
  readonly version: string;
  readonly publishedAt: Instant | null;
  readonly link: string | null;
}

/** What feeds are made of. */
export type KnowledgeRecord =
  | { readonly kind: 'advisory'; readonly record: AdvisoryRecord }
  | { readonly kind: 'vulnerability-facts'; readonly facts: VulnerabilityFacts }
  | { readonly kind: 'support'; readonly status: SupportStatus }
  | { readonly kind: 'maker-release'; readonly release: MakerRelease };

/** One installed package as it is judged. Hosts that carry equal ones share one verdict. */
export interface JudgedPackage {
  readonly release: Release;
  readonly format: VersionFormat;
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly module: string | null;
  /** An RPM inventory without `%{EPOCHNUM}` cannot be compared. */
  readonly epoch: 'known' | 'lost';
  /** `foreign`: of another publisher than the distribution. `unknown`: nobody looked. */
  readonly origin: 'distribution' | 'foreign' | 'unknown';
}

/** A statement with what is needed of its record and feed. */
export interface FeedStatement {
  readonly feed: string;
  /** When the feed's content was made, else when it was fetched. */
  readonly feedDate: Instant;
  readonly recordId: string;
  readonly advisory: string;
  readonly kind: AdvisoryRecord['kind'];
  readonly withdrawnAt: Instant | null;
  readonly security: boolean;
  readonly severity: Severity | null;
  readonly vulnerabilities: readonly string[];
  readonly statement: Statement;
}

export interface Verdict {
  /** A CVE id; the advisory's own name where it names none. */
  readonly vulnerability: string;
  readonly verdict: 'affected' | 'fixed' | 'not-affected' | 'unknown';
  readonly reason: Reason;
  readonly sourcePackage: string;
  readonly package: string;
  readonly architecture: string;
  /** The version that was compared: the source's where the statement is about a source. */
  readonly installedVersion: string;
  /** The version it was compared with; `null`: there is no fix, or none is named. */
  readonly fixedVersion: string | null;
  readonly advisory: string | null;
  readonly feed: string;
  readonly feedDate: Instant;
}
