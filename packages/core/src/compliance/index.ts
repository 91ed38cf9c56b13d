// Compliance over time: what one look at a host means for its record (`nextCourses`, `nextSpans`), and what the kept records
// of many hosts amount to: shares that count what is unknown against, medians with the number that they rest on.
// A record says when an update began to be needed on a host, when it was due, and when and how that ended; beside it stand
// the spans in which anybody could know. Where there is no span, nothing is known: never "compliant".
// Not here: which verdicts stand (advisory), when they are due (urgency), where records are kept (the controller's store).
// May import: advisory (types, which packages hold a kernel), ids, reasons, time.

export { endedCourses, nextCourses } from './course.ts';
export { compliantOf, type OutcomeCounts, type StandingCounts, shareOf, slaShareOf } from './share.ts';
export { endedSpans, LOOK_GAP_MS_MAX, nextSpans } from './spans.ts';
export { type DurationCount, type DurationFigures, durationFigures } from './times.ts';
export type {
  CourseEnd,
  ExposureCourse,
  HostLook,
  HostSpan,
  HostStanding,
  InstalledPackage,
  InstalledVersion,
  Need,
  SlaOutcome,
} from './types.ts';
