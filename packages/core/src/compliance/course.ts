// What one look at a host means for the courses of its exposures.

import { kernelReleaseOf } from '../advisory/index.ts';
import type { Instant } from '../time/index.ts';
import type { CourseEnd, ExposureCourse, HostLook, InstalledPackage, InstalledVersion, Need } from './types.ts';

/**
 * The courses that are new or have become others; `open` are all of the host that have not ended. A look that can say nothing
 * ends nothing: what was needed is needed until somebody saw that it is not.
 */
export function nextCourses(open: readonly ExposureCourse[], look: HostLook): readonly ExposureCourse[] {
  const needs = needsByUpdate(look.needs);
  const known = new Set(open.map(updateKey));
  const changed = open.flatMap((course) => {
    const next = nextOf(course, needs.get(updateKey(course)), look);
    return isSame(course, next) ? [] : [next];
  });
  // What is fixed on disk was never seen to be needed: nobody knows when it was installed.
  const fresh = [...needs].flatMap(([key, need]) =>
    known.has(key) || need.standing !== 'needed' ? [] : [begun(need, look)],
  );
  return [...changed, ...fresh];
}

/** Of a host that is retired at an instant: what it needed is nobody's to patch any more. */
export const endedCourses = (open: readonly ExposureCourse[], at: Instant): readonly ExposureCourse[] =>
  open.map((course) => ({
    ...course,
    excepted: nextExcepted(course.excepted, null, at),
    endedAt: at,
    end: 'removed',
  }));

const updateKey = ({ sourcePackage, fixedVersion }: Pick<Need, 'sourcePackage' | 'fixedVersion'>): string =>
  JSON.stringify([sourcePackage, fixedVersion]);

const PROGRESS = { needed: 0, 'not-in-effect': 1, 'not-running': 2 } as const satisfies Record<
  Need['standing'],
  number
>;

/** Of several packages of one update, the one that has come the least far counts. */
function needsByUpdate(needs: readonly Need[]): ReadonlyMap<string, Need> {
  const found = new Map<string, Need>();
  for (const need of needs) {
    const key = updateKey(need);
    const known = found.get(key);
    if (known === undefined || PROGRESS[need.standing] < PROGRESS[known.standing]) found.set(key, need);
  }
  return found;
}

/** What changed on the host changed with its inventory; what else a look sees anew, it sees now. */
const seenAt = ({ at, inventoryAt, lookedAt }: HostLook): Instant =>
  lookedAt === null || inventoryAt > lookedAt ? inventoryAt : at;

const begun = (now: Need, look: HostLook): ExposureCourse => {
  const { standing: _, exception, ...need } = now;
  const beganAt = need.fixAt > seenAt(look) ? need.fixAt : seenAt(look);
  return {
    ...need,
    beganAt,
    excepted: exception === null ? null : { name: exception, from: look.at, until: null },
    installedAt: null,
    effect: 'known',
    endedAt: null,
    end: null,
  };
};

function nextOf(course: ExposureCourse, need: Need | undefined, look: HostLook): ExposureCourse {
  if (need === undefined) return withoutNeed(course, endOf(course, look.installed), look);
  return need.standing === 'not-running' ? withoutNeed(course, 'patched', look) : withNeed(course, need, look);
}

function withNeed(course: ExposureCourse, { standing, exception, ...need }: Need, look: HostLook): ExposureCourse {
  const excepted = nextExcepted(course.excepted, exception, look.at);
  // What was due stays what was due, once something was done about it.
  if (standing === 'not-in-effect') {
    return { ...course, excepted, installedAt: course.installedAt ?? seenAt(look), effect: 'known' };
  }
  return {
    ...course,
    ...need,
    learnedAt: course.learnedAt,
    fixAt: course.fixAt,
    excepted,
    installedAt: null,
    effect: 'known',
  };
}

function nextExcepted(
  before: ExposureCourse['excepted'],
  name: string | null,
  at: Instant,
): ExposureCourse['excepted'] {
  const stands = before !== null && before.until === null;
  if (name === null) return stands ? { ...before, until: at } : before;
  return stands && before.name === name ? before : { name, from: at, until: null };
}

function withoutNeed(course: ExposureCourse, end: CourseEnd, look: HostLook): ExposureCourse {
  const at = seenAt(look);
  const unjudged = look.unjudged.filter((one) => isOfCourse(one, course, look));
  const isUnjudged = unjudged.length > 0;
  // What is installed is what was affected: it is needed until somebody says that it is not.
  if (look.unknown !== null || (isUnjudged && end !== 'patched')) return asItStood(course, unjudged, look);
  const excepted = nextExcepted(course.excepted, null, look.at);
  // A process holds no code of a kernel.
  const mayBeInMemory = look.memory === 'unknown' && !packagesOf(course).every(isKernel);
  if (end === 'patched' && (isUnjudged || mayBeInMemory)) {
    return { ...course, excepted, installedAt: course.installedAt ?? at, effect: 'unknown' };
  }
  const installedAt = end === 'patched' ? (course.installedAt ?? at) : course.installedAt;
  return { ...course, excepted, installedAt, effect: 'known', endedAt: at, end };
}

/** Nobody can say whether it is needed still; whether its exception acts, policy says. */
const asItStood = (
  course: ExposureCourse,
  unjudged: HostLook['unjudged'],
  { at, exceptions }: HostLook,
): ExposureCourse => {
  const name = course.excepted?.name ?? null;
  const acts = name !== null && exceptions.includes(name);
  const [open] = unjudged.map((one) => one.vulnerability ?? course.vulnerability);
  const isAboutIt = unjudged.some(
    ({ vulnerability }) => (vulnerability ?? course.vulnerability) === course.vulnerability,
  );
  return {
    ...course,
    // The next look knows of the update only what stands here.
    vulnerability: isAboutIt ? course.vulnerability : (open ?? course.vulnerability),
    excepted: acts ? course.excepted : nextExcepted(course.excepted, null, at),
  };
};

/**
 * Of one that no need is left of. A kernel is installed beside the one before it, which stays or is taken away: on Debian
 * and Ubuntu each has a name of its own, and the host still has a kernel.
 */
function endOf(course: ExposureCourse, installed: readonly InstalledPackage[]): CourseEnd {
  const versions = new Set(installed.map(versionKey));
  if (course.packages.every((one) => versions.has(versionKey(one)))) return 'revised';
  const names = new Set(installed.map(({ name, architecture }) => `${name} ${architecture}`));
  if (course.packages.some(({ name, architecture }) => names.has(`${name} ${architecture}`))) return 'patched';
  return packagesOf(course).some(isKernel) && installed.some(isKernel) ? 'patched' : 'removed';
}

/** By names alone: another publisher's source may be called otherwise. */
const isOfCourse = (
  one: HostLook['unjudged'][number],
  course: ExposureCourse,
  { answered }: Pick<HostLook, 'answered'>,
): boolean =>
  (one.vulnerability === null ||
    one.vulnerability === course.vulnerability ||
    answered.some((its) => its.vulnerability === one.vulnerability && updateKey(its) === updateKey(course))) &&
  packagesOf(course).some((its) => its.name === one.name || (isKernel(its) && isKernel(one)));

const packagesOf = ({ packages, sourcePackage }: ExposureCourse): readonly InstalledPackage[] =>
  packages.map((one) => ({ ...one, sourcePackage }));

const isKernel = ({ name, sourcePackage, version, architecture }: InstalledPackage): boolean =>
  kernelReleaseOf({ package: name, sourcePackage, installedVersion: version, architecture }) !== null;

const versionKey = ({ name, architecture, version }: InstalledVersion): string => `${name} ${architecture} ${version}`;

/** Field by field: courses are plain values of few fields, and most looks change none. */
const isSame = (a: ExposureCourse, b: ExposureCourse): boolean =>
  (Object.keys(a) as (keyof ExposureCourse)[]).every((field) =>
    typeof a[field] === 'object' ? JSON.stringify(a[field]) === JSON.stringify(b[field]) : a[field] === b[field],
  );
