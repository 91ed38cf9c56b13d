// The nouns that answers are made of, by the names under which the description tells of them.

import type { TSchema } from 'typebox';
import {
  ApprovalRuleSchema,
  BoundsSchema,
  ChecklistItemSchema,
  GateConditionSchema,
  GateRulesSchema,
  HostPlanSchema,
  InstalledPackageSchema,
  LedgerEntrySchema,
  ManifestSchema,
  PatchSetSchema,
  PlanHeaderSchema,
  PolicySchema,
  ReasonSchema,
  TargetSchema,
  WindowSchema,
} from '../schema/index.ts';
import { AuditEventSchema, EnrolmentSchema, EnrolmentTokenSchema, TokenSchema } from './access.ts';
import { AccountSchema, SessionSchema } from './accounts.ts';
import { AdvisoryDetailSchema, AdvisorySchema } from './advisories.ts';
import { CalendarPlanSchema, CalendarSchema, FrozenSpansSchema } from './calendar.ts';
import { ChangeRequestSchema } from './change-requests.ts';
import { HostPhaseSchema, ProblemSchema, RolloutStateSchema } from './common.ts';
import { FailureSchema, KnownCauseSchema } from './diagnosis.ts';
import { ExceptionsSchema } from './exceptions.ts';
import {
  EachExposureSchema,
  ExposedHostSchema,
  ExposureHostsSchema,
  ExposuresSchema,
  HostExposureSchema,
  HostUpdateSchema,
  HostVerdictSchema,
  UpdateExposureSchema,
} from './exposures.ts';
import { FeedProblemSchema, FeedRecordSchema, FeedSchema, FeedStandingSchema } from './feeds.ts';
import { FleetCountsSchema, FleetReportSchema } from './fleet.ts';
import { HostEventSchema } from './host-events.ts';
import { HostDetailSchema, HostSummarySchema, WhySchema } from './hosts.ts';
import { UrgencySchema } from './knowledge.ts';
import { AudienceSchema, NoticeSchema, NoticeShownSchema } from './notices.ts';
import {
  FleetUpdateSchema,
  PackageCountSchema,
  PackageDetailSchema,
  PackageOnHostSchema,
  PackageVersionSchema,
} from './packages.ts';
import { CutSchema, LeftOutSchema, PatchSetSummarySchema, UpdateLeftOutSchema } from './patch-sets.ts';
import { PlanDifferenceSchema, PlanTimetableSchema } from './plan-views.ts';
import {
  ApprovalSchema,
  CheckerNoteSchema,
  PlanAskedAgainSchema,
  PlanningReportSchema,
  PlanRefusalSchema,
  PlanRequestSchema,
  PlanSchema,
  PlanSummarySchema,
  WaitingPlanSchema,
} from './plans.ts';
import { HostPolicySchema, PolicyChangeSchema, PolicyEffectSchema, StoredPolicySchema } from './policy.ts';
import {
  ClosingItemSchema,
  DuePlaceSchema,
  EvidenceSchema,
  PatchSetStandingSchema,
  PromotionSchema,
  QuarantineSchema,
  ShownPromotionSchema,
} from './promotions.ts';
import { ChecklistSchema, HostReadingSchema } from './readings.ts';
import {
  ChangesSchema,
  ComplianceHostsSchema,
  ComplianceSchema,
  ExceptionHistorySchema,
  ExposureRecordsSchema,
  SlaSchema,
  TimeToPatchSchema,
} from './reports.ts';
import {
  ExplainedRolloutSchema,
  HostInRolloutSchema,
  RolloutReportSchema,
  RolloutSchema,
  RolloutSummarySchema,
  RunningOutputSchema,
  ShownGateSchema,
} from './rollouts.ts';
import { TransactionTraceSchema } from './transaction-trace.ts';
import { RulePackSchema } from './urgency.ts';

export const namedSchemas: Readonly<Record<string, TSchema>> = {
  Account: AccountSchema,
  Advisory: AdvisorySchema,
  AdvisoryDetail: AdvisoryDetailSchema,
  Approval: ApprovalSchema,
  ApprovalRule: ApprovalRuleSchema,
  Audience: AudienceSchema,
  AuditEvent: AuditEventSchema,
  Bounds: BoundsSchema,
  Calendar: CalendarSchema,
  CalendarPlan: CalendarPlanSchema,
  ChangeRequest: ChangeRequestSchema,
  CheckerNote: CheckerNoteSchema,
  Checklist: ChecklistSchema,
  ChecklistItem: ChecklistItemSchema,
  ClosingItem: ClosingItemSchema,
  Cut: CutSchema,
  DuePlace: DuePlaceSchema,
  EachExposure: EachExposureSchema,
  Enrolment: EnrolmentSchema,
  EnrolmentToken: EnrolmentTokenSchema,
  Evidence: EvidenceSchema,
  ExplainedRollout: ExplainedRolloutSchema,
  ExposedHost: ExposedHostSchema,
  ExposureHosts: ExposureHostsSchema,
  Exceptions: ExceptionsSchema,
  Exposures: ExposuresSchema,
  Failure: FailureSchema,
  Feed: FeedSchema,
  FeedProblem: FeedProblemSchema,
  FeedRecord: FeedRecordSchema,
  FeedStanding: FeedStandingSchema,
  FleetCounts: FleetCountsSchema,
  FleetReport: FleetReportSchema,
  FleetUpdate: FleetUpdateSchema,
  FrozenSpans: FrozenSpansSchema,
  GateCondition: GateConditionSchema,
  GateRules: GateRulesSchema,
  HostDetail: HostDetailSchema,
  HostEvent: HostEventSchema,
  HostExposure: HostExposureSchema,
  HostInRollout: HostInRolloutSchema,
  HostPhase: HostPhaseSchema,
  HostPlan: HostPlanSchema,
  HostPolicy: HostPolicySchema,
  HostReading: HostReadingSchema,
  HostSummary: HostSummarySchema,
  HostUpdate: HostUpdateSchema,
  HostVerdict: HostVerdictSchema,
  InstalledPackage: InstalledPackageSchema,
  KnownCause: KnownCauseSchema,
  LedgerEntry: LedgerEntrySchema,
  LeftOut: LeftOutSchema,
  Manifest: ManifestSchema,
  Notice: NoticeSchema,
  NoticeShown: NoticeShownSchema,
  PackageCount: PackageCountSchema,
  PackageDetail: PackageDetailSchema,
  PackageOnHost: PackageOnHostSchema,
  PackageVersion: PackageVersionSchema,
  PatchSet: PatchSetSchema,
  PatchSetStanding: PatchSetStandingSchema,
  PatchSetSummary: PatchSetSummarySchema,
  Plan: PlanSchema,
  PlanAskedAgain: PlanAskedAgainSchema,
  PlanDifference: PlanDifferenceSchema,
  PlanHeader: PlanHeaderSchema,
  PlanRefusal: PlanRefusalSchema,
  PlanningReport: PlanningReportSchema,
  PlanRequest: PlanRequestSchema,
  PlanSummary: PlanSummarySchema,
  PlanTimetable: PlanTimetableSchema,
  Policy: PolicySchema,
  PolicyChange: PolicyChangeSchema,
  PolicyEffect: PolicyEffectSchema,
  Problem: ProblemSchema,
  Promotion: PromotionSchema,
  Quarantine: QuarantineSchema,
  Reason: ReasonSchema,
  Rollout: RolloutSchema,
  RolloutReport: RolloutReportSchema,
  RolloutState: RolloutStateSchema,
  RolloutSummary: RolloutSummarySchema,
  RulePack: RulePackSchema,
  RunningOutput: RunningOutputSchema,
  Session: SessionSchema,
  ShownGate: ShownGateSchema,
  ShownPromotion: ShownPromotionSchema,
  StoredPolicy: StoredPolicySchema,
  Target: TargetSchema,
  Token: TokenSchema,
  TransactionTrace: TransactionTraceSchema,
  UpdateLeftOut: UpdateLeftOutSchema,
  UpdateExposure: UpdateExposureSchema,
  Urgency: UrgencySchema,
  WaitingPlan: WaitingPlanSchema,
  Why: WhySchema,
  Window: WindowSchema,
  Compliance: ComplianceSchema,
  ComplianceHosts: ComplianceHostsSchema,
  Sla: SlaSchema,
  TimeToPatch: TimeToPatchSchema,
  ExposureRecords: ExposureRecordsSchema,
  ExceptionHistory: ExceptionHistorySchema,
  Changes: ChangesSchema,
};
