// The forms of chats' incoming webhooks. A chat shows the beginning of a notice; nothing that a host or a feed said in it
// is read as markup, a link, a mention or a command.

import type { Outcome } from '@slipway/core/reasons';
import type { Audience, Letter } from '../../ports/index.ts';
import { postJson } from './post.ts';

/** People scroll past more; the rest is in mail, in the command line and in the console. */
const LINES_MAX = 15;
/** Mattermost takes 16,383 characters, Teams 28 KB with the card around it, Slack advises 4,000. */
const CHARACTERS_MAX = 3500;

type Chat = Extract<Audience, { kind: 'slack' | 'teams' }>;

export const postChat = async (audience: Chat, letter: Letter): Promise<Outcome<void>> =>
  await postJson(audience, JSON.stringify(audience.kind === 'slack' ? slackForm(letter) : teamsForm(letter)));

/** Slack and Mattermost: https://api.slack.com/messaging/webhooks, https://developers.mattermost.com/integrate/webhooks/incoming */
const slackForm = (letter: Letter): object => ({
  text: shortLines(letter).map(forSlack).join('\n'),
  mrkdwn: false,
  unfurl_links: false,
  unfurl_media: false,
});

/**
 * Slack asks for these three as entities, and Mattermost shows them as what they stand for. Mattermost reads Markdown
 * whatever `mrkdwn` says, mentions and links among it: an invisible space takes their meaning.
 */
const forSlack = (line: string): string =>
  line
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
    .replaceAll('](', ']\u200b(')
    .replaceAll('://', ':\u200b//')
    // Mattermost makes a link of it without any scheme.
    .replaceAll(/\bwww\./gi, (www) => `${www.slice(0, -1)}\u200b.`);

/**
 * Microsoft Teams, "when a Teams webhook request is received" of Workflows: a message with one Adaptive Card. A text run
 * is plain text; a text block would be read as Markdown, with dates to fill in.
 */
const teamsForm = (letter: Letter): object => {
  const [subject = '', ...lines] = shortLines(letter);
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.2',
          body: [run(subject, { weight: 'Bolder' }), ...lines.map((line) => run(line))],
        },
      },
    ],
  };
};

const run = (text: string, style: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: text === '' ? ' ' : text, ...style }],
});

const shortLines = ({ subject, lines }: Letter): readonly string[] => {
  const shown: string[] = [`[slipway] ${subject}`];
  let characters = subject.length;
  for (const line of lines.slice(0, LINES_MAX)) {
    characters += line.length;
    if (characters > CHARACTERS_MAX) break;
    shown.push(line);
  }
  return shown.length - 1 < lines.length ? [...shown, '…'] : shown;
};
