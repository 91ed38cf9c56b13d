// Notices to audiences: webhooks over HTTPS, signed with the audience's key; mail over SMTP; chats by their incoming
// webhooks. One attempt per call, with a limit; repeating is the caller's, and receivers tell repetitions by the letter's id.
// May import: ports, core, nodemailer, node:.

import type { Audience, Letter, Notify } from '../../ports/index.ts';
import { postChat } from './chat.ts';
import { type MailServer, sendMail } from './mail.ts';
import { isSignatureOf, postWebhook } from './webhook.ts';

export type { MailServer } from './mail.ts';

export const openNotify = (options: { readonly mail: MailServer | null }): Notify => ({
  async deliver(audience: Audience, letter: Letter) {
    switch (audience.kind) {
      case 'webhook':
        return await postWebhook(audience, letter);
      case 'mail':
        return await sendMail(options.mail, audience, letter);
      case 'slack':
      case 'teams':
        return await postChat(audience, letter);
      default:
        return audience satisfies never;
    }
  },
  isSignedBy: (audience, bytes, signature) =>
    audience.kind === 'webhook' && isSignatureOf(audience.key, bytes, signature),
});
