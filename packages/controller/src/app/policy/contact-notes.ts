// Contacts whose audience the controller does not know: they are sound, since an audience may be added later, and until
// then nobody hears what they are to hear.

import type { Policy } from '@slipway/core/policy';
import type { StoreView } from '../../ports/index.ts';

export const contactNotes = async ({ outbox }: StoreView, { contacts = [], templates = [] }: Policy) => {
  if (contacts.length === 0 && templates.length === 0) return [];
  const known = (await outbox.audiences()).map(({ name }) => name);
  const unknown = (list: string, at: number, audience: string | undefined, so: string) =>
    audience === undefined || known.includes(audience)
      ? []
      : [
          {
            path: [list, at, 'audience'],
            what: `there is no audience "${audience}": ${so}`,
            instead: known.length === 0 ? `\`slipway audience add ${audience}\`` : `one of ${known.join(', ')}`,
          },
        ];
  return [
    ...contacts.flatMap(({ audience }, at) =>
      unknown('contacts', at, audience, 'what this contact hears of reaches nobody'),
    ),
    ...templates.flatMap(({ audience }, at) => unknown('templates', at, audience, 'nobody reads this text')),
  ];
};
