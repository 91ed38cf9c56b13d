import type { Digest, HostId } from '@slipway/core/ids';
import type { CutScope, LeftOut, Named, PatchSet, Proposal } from '@slipway/core/patch-set';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import type { Page, PageRequest, Versioned } from './store-values.ts';

export interface CutRequest {
  readonly cutId: string;
  readonly scope: CutScope;
  /** With the scope `named`. */
  readonly named?: Named;
  /** Selector text: whose pending updates are cut; all hosts unless said. */
  readonly hosts: string | null;
  readonly author: string;
  readonly requestedAt: Instant;
  readonly state: 'requested' | 'cut' | 'failed';
  readonly patchSetDigest: Digest | null;
  readonly reason: Reason | null;
  /** What hosts see pending, and could not be taken. Absent: nothing of it. */
  readonly leftOut?: LeftOut;
}

export interface StoredPatchSet {
  readonly digest: Digest;
  readonly patchSet: PatchSet;
  readonly author: string;
  readonly cutAt: Instant;
  /** By the newest cut of this content. Absent: nothing. */
  readonly leftOut?: LeftOut;
}

/** What the controller wants to hear from a host, and what it heard. */
export interface StoredProposal {
  readonly hostId: HostId;
  readonly patchSetDigest: Digest;
  readonly askedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly answer: Proposal | { readonly unable: Reason } | null;
}

export interface StorePatchSets {
  addCutRequest(request: CutRequest): Promise<void>;
  cutRequest(cutId: string): Promise<Versioned<CutRequest> | null>;
  saveCutRequest(request: Versioned<CutRequest>): Promise<boolean>;
  /** In state `requested`, oldest first. */
  openCutRequests(): Promise<readonly Versioned<CutRequest>[]>;

  /** The same digest again stores nothing. */
  addPatchSet(stored: StoredPatchSet): Promise<void>;
  /** What the newest cut of this content left out; `null`: nothing. Of a patch set that is not there nothing is noted. */
  noteLeftOut(digest: Digest, leftOut: LeftOut | null): Promise<void>;
  patchSet(digest: Digest): Promise<StoredPatchSet | null>;
  /** Newest first. */
  patchSets(page: PageRequest): Promise<Page<StoredPatchSet>>;

  /** Replaces what the host was asked and answered for that patch set. */
  putProposal(proposal: StoredProposal): Promise<void>;
  proposal(hostId: HostId, patchSetDigest: Digest): Promise<StoredProposal | null>;
  /** In the order in which they were first asked. */
  unansweredProposals(hostId: HostId): Promise<readonly StoredProposal[]>;
  /** Whether any host, retired ones left out, has still to answer for this patch set. */
  isAnyAwaited(patchSetDigest: Digest): Promise<boolean>;

  /** Date of the newest signed index seen per repository: older ones are refused. */
  newestIndex(repository: string): Promise<Instant | null>;
  /** An older date than the noted one changes nothing. */
  noteIndex(repository: string, signedAt: Instant): Promise<void>;
}
