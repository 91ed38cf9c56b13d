// A rollout that waits for a person's word is told, once for each wave that has settled. Nothing of the rollout changes when
// it begins to wait (a soak is over, say), so that each look finds it again: the notice's id is made of the wave.

import { hasEnded, type RolloutInput, type WantedWord, wantedWord } from '@slipway/core/rollout';
import type { OutboxEvent } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';

export const tellWantedWord = async (app: App, input: RolloutInput): Promise<void> => {
  const { rolloutId } = input.rollout;
  const wanted = wantedWord(input.rollout, input);
  if (wanted === null) return;
  const event = eventOf(input, wanted);
  const { nudge, store } = app.ports;
  // Looks come often, and nearly all of them find it told: nothing is written for those.
  if ((await store.read(async ({ outbox }) => await outbox.event(event.eventId))) !== null) return;
  const told = await store.write(async (change) => {
    const standing = (await change.rollouts.rollout(rolloutId))?.value;
    // Said, paused or unsettled since the look: nobody is waited for any more.
    if (standing === undefined || wantedWord(standing, input) === null) return false;
    return await tell(change, event);
  });
  if (told) nudge.notify('notify');
};

const eventOf = ({ rollout, header, now }: RolloutInput, { wave, settledAt, reason }: WantedWord): OutboxEvent => {
  const { rolloutId, environment, hosts } = rollout;
  const waiting = hosts.filter((host) => host.wave > wave && !hasEnded(host.phase));
  return {
    eventId: `word-wanted.${rolloutId}.${wave + 1}.${settledAt}`,
    at: now,
    kind: 'word-wanted',
    content: {
      rollout: rolloutId,
      environment,
      wave: wave + 1,
      settledAt,
      reason,
      hostsWaiting: waiting.length,
      cutOffAt: header.bounds.occurrences.at(-1)?.cutOffAt ?? null,
    },
    environments: [environment],
    about: rolloutId,
  };
};
