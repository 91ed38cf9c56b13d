import { explain, type Outcome, ok, type Reason, refuse } from '@slipway/core/reasons';
import { createTransport } from 'nodemailer';
import type { Audience, OutboxEvent } from '../../ports/index.ts';

export interface MailServer {
  /** `smtp://host:25`, `smtps://name:word@host:465`. */
  readonly url: string;
  readonly from: string;
}

/** For connecting, for the greeting, and between any two answers: a mail server on the same network needs none of it. */
const STEP_MS_MAX = 15_000;

/** The event's id is in the message's id, so that mail programs and servers know a repetition. */
export const sendMail = async (
  server: MailServer | null,
  audience: Extract<Audience, { kind: 'mail' }>,
  event: OutboxEvent,
): Promise<Outcome<void>> => {
  const refused = (detail: string): Outcome<void> => refuse('notice-not-taken', { audience: audience.name, detail });
  if (server === null) return refused('no mail server is configured');
  const transport = createTransport(withLimits(server.url));
  try {
    await transport.sendMail({
      from: server.from,
      // Neither a file of this host nor a page of another ever becomes part of a message.
      disableFileAccess: true,
      disableUrlAccess: true,
      to: [...audience.to],
      subject: subjectOf(event),
      text: textOf(event),
      messageId: `<${event.eventId}.${audience.name}@slipway>`,
      headers: { 'Slipway-Event': event.eventId, 'Auto-Submitted': 'auto-generated' },
    });
    return ok(undefined);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  } finally {
    transport.close();
  }
};

/** nodemailer takes settings beside a URL from its query alone. */
const withLimits = (url: string): string => {
  const limited = new URL(url);
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
    limited.searchParams.set(name, String(STEP_MS_MAX));
  }
  return limited.href;
};

interface UpdateTold {
  readonly release?: { readonly distribution?: string; readonly release?: string };
  readonly sourcePackage?: string;
  readonly fixedVersion?: string | null;
  readonly vulnerabilities?: readonly string[];
  readonly vulnerabilitiesInAll?: number;
  readonly hosts?: readonly string[];
  readonly hostsInAll?: number;
}

const updatesOf = ({ content }: OutboxEvent): readonly UpdateTold[] =>
  Array.isArray(content['updates']) ? (content['updates'] as readonly UpdateTold[]) : [];

const subjectOf = (event: OutboxEvent): string => {
  if (event.kind === 'feed-refused') return `[slipway] feed ${String(event.content['feed'])} was refused`;
  const updates = updatesOf(event);
  const [first] = updates;
  if (first === undefined) return `[slipway] ${event.kind}`;
  const more = updates.length > 1 ? ` and ${updates.length - 1} more` : '';
  return `[slipway] newly needed: ${first.sourcePackage ?? ''}${more}`;
};

const textOf = (event: OutboxEvent): string => {
  const lines = [`${event.at}  ${event.eventId}`, ''];
  const why = event.content['reason'];
  if (typeof why === 'object' && why !== null) lines.push(explain(why as Reason));
  for (const update of updatesOf(event)) {
    const to = update.fixedVersion === null ? 'no fix yet' : `to ${update.fixedVersion ?? ''}`;
    lines.push(`${update.sourcePackage ?? ''} (${update.release?.release ?? ''}): ${to}`);
    lines.push(`  ${shown(update.vulnerabilities, update.vulnerabilitiesInAll)}`);
    lines.push(`  ${update.hostsInAll ?? 0} hosts: ${shown(update.hosts, update.hostsInAll)}`);
  }
  return `${lines.join('\n')}\n`;
};

const shown = (names: readonly string[] = [], inAll = names.length): string =>
  [...names, ...(inAll > names.length ? [`and ${inAll - names.length} more`] : [])].join(', ');
