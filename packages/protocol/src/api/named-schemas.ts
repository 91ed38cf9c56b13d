// The nouns that answers are made of, by the names under which the description tells of them.

import type { TSchema } from 'typebox';
import {
  BoundsSchema,
  HostPlanSchema,
  InstalledPackageSchema,
  LedgerEntrySchema,
  ManifestSchema,
  PatchSetSchema,
  PlanHeaderSchema,
  PolicySchema,
  ReasonSchema,
} from '../schema/index.ts';
import { AuditEventSchema, EnrolmentSchema, EnrolmentTokenSchema, TokenSchema } from './access.ts';
import { HostPhaseSchema, ProblemSchema, RolloutStateSchema } from './common.ts';
import { FeedSchema } from './feeds.ts';
import { FleetReportSchema } from './fleet.ts';
import { HostDetailSchema, HostEventSchema, HostSummarySchema, WhySchema } from './hosts.ts';
import { AudienceSchema, NoticeSchema } from './notices.ts';
import { FleetUpdateSchema, PackageOnHostSchema, PackageVersionSchema } from './packages.ts';
import { CutSchema, PatchSetSummarySchema } from './patch-sets.ts';
import {
  ApprovalSchema,
  CheckerNoteSchema,
  PlanDifferenceSchema,
  PlanningReportSchema,
  PlanRequestSchema,
  PlanSchema,
  PlanSummarySchema,
} from './plans.ts';
import { StoredPolicySchema } from './policy.ts';
import { ExplainedRolloutSchema, RolloutReportSchema, RolloutSchema, RolloutSummarySchema } from './rollouts.ts';
import { RulePackSchema } from './urgency.ts';

export const namedSchemas: Readonly<Record<string, TSchema>> = {
  Approval: ApprovalSchema,
  Audience: AudienceSchema,
  AuditEvent: AuditEventSchema,
  Bounds: BoundsSchema,
  CheckerNote: CheckerNoteSchema,
  Cut: CutSchema,
  Enrolment: EnrolmentSchema,
  EnrolmentToken: EnrolmentTokenSchema,
  ExplainedRollout: ExplainedRolloutSchema,
  Feed: FeedSchema,
  FleetReport: FleetReportSchema,
  FleetUpdate: FleetUpdateSchema,
  HostDetail: HostDetailSchema,
  HostEvent: HostEventSchema,
  HostPhase: HostPhaseSchema,
  HostPlan: HostPlanSchema,
  HostSummary: HostSummarySchema,
  InstalledPackage: InstalledPackageSchema,
  LedgerEntry: LedgerEntrySchema,
  Manifest: ManifestSchema,
  Notice: NoticeSchema,
  PackageOnHost: PackageOnHostSchema,
  PackageVersion: PackageVersionSchema,
  PatchSet: PatchSetSchema,
  PatchSetSummary: PatchSetSummarySchema,
  Plan: PlanSchema,
  PlanDifference: PlanDifferenceSchema,
  PlanHeader: PlanHeaderSchema,
  PlanningReport: PlanningReportSchema,
  PlanRequest: PlanRequestSchema,
  PlanSummary: PlanSummarySchema,
  Policy: PolicySchema,
  Problem: ProblemSchema,
  Reason: ReasonSchema,
  Rollout: RolloutSchema,
  RolloutReport: RolloutReportSchema,
  RolloutState: RolloutStateSchema,
  RolloutSummary: RolloutSummarySchema,
  RulePack: RulePackSchema,
  StoredPolicy: StoredPolicySchema,
  Token: TokenSchema,
  Why: WhySchema,
};
