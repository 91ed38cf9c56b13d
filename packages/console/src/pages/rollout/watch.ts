// The rollout's own stream: the whole picture, then what is otherwise. What happens on hosts is seen within seconds.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, askAgain, useAnswer } from '../../api/index.ts';
import { changed, type Picture } from './changed.ts';

export type { Picture } from './changed.ts';

const ONE = (rolloutId: string) => ['rollouts', 'one', rolloutId] as const;

/** Hosts that ended otherwise than they should: their number tells that there is something new to diagnose. */
const unwell = (picture: Picture | undefined): number =>
  (picture?.rollout.hosts ?? []).filter(({ phase }) => phase === 'failed' || phase === 'gone-back' || phase === 'lost')
    .length;

export const useRollout = (rolloutId: string) => {
  const client = useQueryClient();
  const answer = useAnswer(
    'rollouts',
    ['one', rolloutId],
    async (signal) => await api.GET('/api/v1/rollouts/{rolloutId}', { params: { path: { rolloutId } }, signal }),
  );
  const isOver = answer.data?.rollout.endedAt != null;
  useEffect(() => {
    if (isOver) return;
    const source = new EventSource(`/api/v1/rollouts/${encodeURIComponent(rolloutId)}/events?form=changes`);
    // Of the stream alone: what was asked for beside it may be older.
    let picture: Picture | null = null;
    const show = (told: Picture): void => {
      picture = told;
      const before = client.getQueryData<Picture>(ONE(rolloutId));
      // Failures and what was left beside files are not in the stream: what was asked for stays until it is asked for again.
      client.setQueryData(ONE(rolloutId), {
        ...told,
        ...(before?.failures === undefined ? {} : { failures: before.failures }),
        ...(before?.leftBeside === undefined ? {} : { leftBeside: before.leftBeside }),
      });
      void askAgain(client, ([subject, what, of]) => subject === 'rollouts' && what === 'host' && of === rolloutId);
      if (unwell(told) !== unwell(before)) void client.invalidateQueries({ queryKey: ONE(rolloutId) });
    };
    source.addEventListener('rollout', (event: MessageEvent<string>) => show(JSON.parse(event.data) as Picture));
    source.addEventListener('change', (event: MessageEvent<string>) => {
      if (picture !== null) show(changed(picture, JSON.parse(event.data) as Picture));
    });
    source.addEventListener('end', () => {
      source.close();
      void client.invalidateQueries({ queryKey: ['rollouts'] });
    });
    return () => source.close();
  }, [rolloutId, isOver, client]);
  return answer;
};
