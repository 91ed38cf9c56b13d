import type { Instant } from '../time/index.ts';
import { counted, listed, shortDigest, shownInstant, type Template, tierText } from './template.ts';

export interface AnnouncedHost {
  readonly hostname: string;
  /** The clusters that it is a member of. */
  readonly services: readonly string[];
  /** Label `owner`. */
  readonly owner: string | null;
}

/** An occurrence that a plan names comes near. */
export interface WindowAnnounced {
  readonly plan: string;
  readonly environment: string;
  /** Of the environment's policies for some of its hosts; `null`: its own rules. */
  readonly policy: string | null;
  readonly occurrence: {
    readonly id: string;
    readonly startsAt: Instant;
    readonly cutOffAt: Instant;
    readonly endsAt: Instant;
  };
  /** As the window's own clock shows them; `null`: it has none. */
  readonly local: { readonly zone: string; readonly startsAt: string; readonly endsAt: string } | null;
  /** Which of the announcements that policy asks for. */
  readonly hoursBefore: number;
  /** It should have been told earlier, and could not be. */
  readonly late: boolean;
  readonly approved: boolean;
  /** By name; the first ones. */
  readonly hosts: readonly AnnouncedHost[];
  readonly hostsInAll: number;
}

export const windowAnnounced: Template<WindowAnnounced> = {
  subject: ({ environment, policy, occurrence, local, late }) =>
    `${late ? 'late announcement: ' : ''}patching of ${tierText(environment, policy)} begins ${local?.startsAt ?? shownInstant(occurrence.startsAt)}`,
  lines: ({ plan, environment, policy, occurrence, local, hoursBefore, late, approved, hosts, hostsInAll }) => [
    `${counted(hostsInAll, 'host')} of ${tierText(environment, policy)}: updates, with restarts and reboots as planned.`,
    `From ${shownInstant(occurrence.startsAt)} to ${shownInstant(occurrence.endsAt)}; none begins after ${shownInstant(occurrence.cutOffAt)}.`,
    ...(local === null ? [] : [`In ${local.zone}: from ${local.startsAt} to ${local.endsAt}.`]),
    ...(late
      ? [`This comes late: it was to be told ${counted(hoursBefore, 'hour')} before, and could not be told then.`]
      : []),
    approved ? 'The plan is approved.' : 'The plan is not approved yet: without approval nothing happens.',
    `Plan ${shortDigest(plan)}. Hosts:`,
    ...listed(hosts, hostText, hostsInAll),
  ],
};

const hostText = ({ hostname, services, owner }: AnnouncedHost): string =>
  [
    hostname,
    ...(services.length === 0 ? [] : [`for ${services.join(', ')}`]),
    ...(owner === null ? [] : [`of ${owner}`]),
  ].join(' ');
