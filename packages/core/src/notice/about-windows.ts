import { explain, type Reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import { counted, listed, shortDigest, shownInstant, type Template, tierText } from './template.ts';

export interface AnnouncedHost {
  readonly hostname: string;
  /** The clusters that it is a member of. */
  readonly services: readonly string[];
  /** Label `owner`. */
  readonly owner: string | null;
}

export interface AnnouncedTime {
  readonly occurrence: {
    readonly id: string;
    readonly startsAt: Instant;
    readonly cutOffAt: Instant;
    readonly endsAt: Instant;
  };
  /** As the window's own clock shows them; `null`: it has none. */
  readonly local: { readonly zone: string; readonly startsAt: string; readonly endsAt: string } | null;
}

/** An occurrence that a plan names comes near. */
export interface WindowAnnounced extends AnnouncedTime {
  readonly plan: string;
  readonly environment: string;
  /** Of the environment's policies for some of its hosts; `null`: its own rules. */
  readonly policy: string | null;
  /** Which of the announcements that policy asks for. */
  readonly hoursBefore: number;
  /** It should have been told earlier, and could not be. */
  readonly late: boolean;
  /** It was told with this end before; absent: with this one, or not at all. */
  readonly endedBefore?: Instant;
  readonly approved: boolean;
  /** By name; the first ones. */
  readonly hosts: readonly AnnouncedHost[];
  readonly hostsInAll: number;
}

/** What was announced of it does not hold for these hosts. Whoever had the announcement hears it, and nobody else. */
export interface WindowCalledOff extends AnnouncedTime {
  /** That it was announced for. */
  readonly plan: string;
  readonly environment: string;
  readonly policy: string | null;
  readonly reason: Reason;
  /** When the first of them come now; `null`: no plan says. */
  readonly instead: AnnouncedTime | null;
  /** By name; the first ones. */
  readonly hosts: readonly AnnouncedHost[];
  readonly hostsInAll: number;
  /** Of whom it was announced. */
  readonly announcedInAll: number;
}

export const windowAnnounced: Template<WindowAnnounced> = {
  subject: ({ environment, policy, late, endedBefore, ...time }) =>
    endedBefore === undefined
      ? `${late ? 'late announcement: ' : ''}patching of ${tierText(environment, policy)} begins ${startText(time)}`
      : `another end: patching of ${tierText(environment, policy)} ends ${time.local?.endsAt ?? shownInstant(time.occurrence.endsAt)}`,
  lines: ({ plan, environment, policy, occurrence, local, hoursBefore, late, approved, hosts, hostsInAll, ...its }) => [
    `${counted(hostsInAll, 'host')} of ${tierText(environment, policy)}: updates, with restarts and reboots as planned.`,
    `From ${shownInstant(occurrence.startsAt)} to ${shownInstant(occurrence.endsAt)}; none begins after ${shownInstant(occurrence.cutOffAt)}.`,
    ...(local === null ? [] : [`In ${local.zone}: from ${local.startsAt} to ${local.endsAt}.`]),
    ...(its.endedBefore === undefined ? [] : [`It was told before that it ends ${shownInstant(its.endedBefore)}.`]),
    ...(late
      ? [`This comes late: it was to be told ${counted(hoursBefore, 'hour')} before, and could not be told then.`]
      : []),
    approved ? 'The plan is approved.' : 'The plan is not approved yet: without approval nothing happens.',
    `Plan ${shortDigest(plan)}. Hosts:`,
    ...listed(hosts, hostText, hostsInAll),
  ],
};

export const windowCalledOff: Template<WindowCalledOff> = {
  subject: ({ environment, policy, hostsInAll, announcedInAll, instead, ...time }) => {
    const what = `patching of ${tierText(environment, policy)} announced for ${startText(time)}`;
    if (hostsInAll < announcedInAll) return `${what}: not for ${hostsInAll} of ${counted(announcedInAll, 'host')}`;
    return instead === null ? `${what} does not take place` : `${what} is moved to ${startText(instead)}`;
  },
  lines: ({ plan, occurrence, local, reason, instead, hosts, hostsInAll, announcedInAll }) => [
    hostsInAll < announcedInAll
      ? `For ${hostsInAll} of the ${counted(announcedInAll, 'host')} it does not take place then. ${explain(reason)}`
      : `It does not take place then. ${explain(reason)}`,
    `It was to be from ${shownInstant(occurrence.startsAt)} to ${shownInstant(occurrence.endsAt)}${local === null ? '' : ` (${local.startsAt}, ${local.zone})`}.`,
    instead === null
      ? 'Nothing is planned for them now. What is planned later is announced again.'
      : `Planned now: from ${shownInstant(instead.occurrence.startsAt)} to ${shownInstant(instead.occurrence.endsAt)}.`,
    `Plan ${shortDigest(plan)}. Hosts:`,
    ...listed(hosts, hostText, hostsInAll),
  ],
};

const startText = ({ occurrence, local }: AnnouncedTime): string =>
  local?.startsAt ?? shownInstant(occurrence.startsAt);

const hostText = ({ hostname, services, owner }: AnnouncedHost): string =>
  [
    hostname,
    ...(services.length === 0 ? [] : [`for ${services.join(', ')}`]),
    ...(owner === null ? [] : [`of ${owner}`]),
  ].join(' ');
