// Notices to audiences: webhooks over HTTPS, signed with the audience's key, and mail over SMTP. One attempt per call, with
// a limit; repeating is the caller's, and receivers tell repetitions by the event's id.
// May import: ports, core, nodemailer, node:.

import type { Audience, Notify, OutboxEvent } from '../../ports/index.ts';
import { type MailServer, sendMail } from './mail.ts';
import { postWebhook } from './webhook.ts';

export type { MailServer } from './mail.ts';

export const openNotify = (options: { readonly mail: MailServer | null }): Notify => ({
  async deliver(audience: Audience, event: OutboxEvent) {
    switch (audience.kind) {
      case 'webhook':
        return await postWebhook(audience, event);
      case 'mail':
        return await sendMail(options.mail, audience, event);
      default:
        return audience satisfies never;
    }
  },
});
