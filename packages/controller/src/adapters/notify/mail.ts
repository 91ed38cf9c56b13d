import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Audience, Letter } from '../../ports/index.ts';

export interface MailServer {
  /** `smtp://host:25`, `smtps://name:word@host:465`. */
  readonly url: string;
  readonly from: string;
}

/** For connecting, for the greeting, and between any two answers: a mail server on the same network needs none of it. */
const STEP_MS_MAX = 15_000;
/** For all of it: one that answers each of fifty addresses only just in time must not hold up everybody else. */
const MAIL_MS_MAX = 40_000;

/** The letter's id is in the message's id, so that mail programs and servers know a repetition. */
export const sendMail = async (
  server: MailServer | null,
  audience: Extract<Audience, { kind: 'mail' }>,
  letter: Letter,
): Promise<Outcome<void>> => {
  const refused = (detail: string): Outcome<void> => refuse('notice-not-taken', { audience: audience.name, detail });
  if (server === null) return refused('no mail server is configured');
  let transport: Transport | null = null;
  try {
    // In here, because an address that cannot be read is this audience's trouble and nobody else's.
    transport = createTransport(limited(server.url));
    await within(MAIL_MS_MAX, transport, {
      from: server.from,
      // Neither a file of this host nor a page of another ever becomes part of a message.
      disableFileAccess: true,
      disableUrlAccess: true,
      to: [...audience.to],
      subject: `[slipway] ${letter.subject}`,
      text: textOf(letter),
      messageId: messageIdOf(letter, audience.name),
      headers: { 'Slipway-Event': letter.letterId, 'Auto-Submitted': 'auto-generated' },
    });
    return ok(undefined);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  } finally {
    transport?.close();
  }
};

type Transport = ReturnType<typeof createTransport>;

const within = async (ms: number, transport: Transport, mail: SendMailOptions): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it took longer than ${ms / 1000} s`)), ms);
  });
  try {
    await Promise.race([transport.sendMail(mail), late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * nodemailer takes settings beside a URL from its query alone. It encrypts an `smtp:` line where the server offers that, and
 * goes on in the clear where somebody between the two has struck the offer out: a password never goes that way.
 */
const limited = (url: string): string => {
  const parsed = new URL(url);
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
    parsed.searchParams.set(name, String(STEP_MS_MAX));
  }
  if (parsed.username !== '' && parsed.protocol === 'smtp:') parsed.searchParams.set('requireTLS', 'true');
  return parsed.href;
};

/** An id may hold a digest with its colon, which a message id must not. */
const messageIdOf = (letter: Letter, audience: string): string =>
  `<${letter.letterId.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.${audience}@slipway>`;

const textOf = ({ at, letterId, lines }: Letter): string => `${at}  ${letterId}\n\n${lines.join('\n')}\n`;
