// What one look at a host means for the courses of its exposures.

import type { Instant } from '../time/index.ts';
import type { CourseEnd, ExposureCourse, HostLook, InstalledVersion, Need } from './types.ts';

/**
 * The courses that are new or have become others; `open` are all of the host that have not ended. A look that can say nothing
 * ends nothing: what was needed is needed until somebody saw that it is not.
 */
export function nextCourses(open: readonly ExposureCourse[], look: HostLook): readonly ExposureCourse[] {
  const needs = needsByUpdate(look.needs);
  const known = new Set(open.map(updateKey));
  const changed = open.flatMap((course) => {
    const need = needs.get(updateKey(course));
    const next = need === undefined ? withoutNeed(course, look) : withNeed(course, need, look);
    return isSame(course, next) ? [] : [next];
  });
  // What is fixed on disk was never seen to be needed: nobody knows when it was installed.
  const fresh = [...needs].flatMap(([key, need]) =>
    known.has(key) || need.standing !== 'needed' ? [] : [begun(need, look)],
  );
  return [...changed, ...fresh];
}

const updateKey = ({ sourcePackage, fixedVersion }: Pick<Need, 'sourcePackage' | 'fixedVersion'>): string =>
  JSON.stringify([sourcePackage, fixedVersion]);

/** Of several packages of one update, one that is not installed yet counts. */
function needsByUpdate(needs: readonly Need[]): ReadonlyMap<string, Need> {
  const found = new Map<string, Need>();
  for (const need of needs) {
    const key = updateKey(need);
    if (found.get(key)?.standing !== 'needed') found.set(key, need);
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

function withoutNeed(course: ExposureCourse, look: HostLook): ExposureCourse {
  if (look.unknown !== null) return course;
  const at = seenAt(look);
  const excepted = nextExcepted(course.excepted, null, look.at);
  const end = endOf(course.packages, look.installed);
  if (end === 'patched' && look.memory === 'unknown') {
    return { ...course, excepted, installedAt: course.installedAt ?? at, effect: 'unknown' };
  }
  const installedAt = end === 'patched' ? (course.installedAt ?? at) : course.installedAt;
  return { ...course, excepted, installedAt, effect: 'known', endedAt: at, end };
}

function endOf(before: readonly InstalledVersion[], installed: readonly InstalledVersion[]): CourseEnd {
  const versions = new Set(installed.map(versionKey));
  // A kernel is installed beside the one before it, and that one stays.
  const names = new Set(installed.map(({ name, architecture }) => `${name} ${architecture}`));
  if (before.every((one) => versions.has(versionKey(one)))) return 'revised';
  return before.some(({ name, architecture }) => names.has(`${name} ${architecture}`)) ? 'patched' : 'removed';
}

const versionKey = ({ name, architecture, version }: InstalledVersion): string => `${name} ${architecture} ${version}`;

/** Field by field: courses are plain values of few fields, and most looks change none. */
const isSame = (a: ExposureCourse, b: ExposureCourse): boolean =>
  (Object.keys(a) as (keyof ExposureCourse)[]).every((field) =>
    typeof a[field] === 'object' ? JSON.stringify(a[field]) === JSON.stringify(b[field]) : a[field] === b[field],
  );
