// Contacts whose audience the controller does not know: they are sound, since an audience may be added later, and until
// then nobody hears what they are to hear.

import type { Policy } from '@slipway/core/policy';
import type { StoreView } from '../../ports/index.ts';

export const contactNotes = async ({ outbox }: StoreView, { contacts = [] }: Policy) => {
  if (contacts.length === 0) return [];
  const known = (await outbox.audiences()).map(({ name }) => name);
  return contacts.flatMap(({ audience }, at) =>
    known.includes(audience)
      ? []
      : [
          {
            path: ['contacts', at, 'audience'],
            what: `there is no audience "${audience}": what this contact hears of reaches nobody`,
            instead: known.length === 0 ? `\`slipway audience add ${audience}\`` : `one of ${known.join(', ')}`,
          },
        ],
  );
};
