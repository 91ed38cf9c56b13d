import { focusManager, onlineManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished } from 'vitest';
import { WHEN_ASKED } from './when-asked.ts';

it.each([
  ['what is asked for by hand stays while somebody reads it', WHEN_ASKED, false],
  ['everything else is asked again', {}, true],
] as const)('by coming back to the page: %s', async (_what, options, isAskedAgain) => {
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } });
  client.mount();
  let asked = 0;
  const queryFn = async (): Promise<number> => (asked += 1);
  const observer = new QueryObserver(client, { queryKey: ['rollouts', 'rollback'], queryFn, ...options });
  const stop = observer.subscribe(() => undefined);
  onTestFinished(() => {
    stop();
    client.unmount();
    focusManager.setFocused(undefined);
  });
  await client.getQueryCache().find({ queryKey: ['rollouts', 'rollback'] })?.promise;
  // As an event of a rollout does; then the tab is left, and the line is down for a moment.
  await client.invalidateQueries({ refetchType: 'none' });
  focusManager.setFocused(false);
  focusManager.setFocused(true);
  onlineManager.setOnline(false);
  onlineManager.setOnline(true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked > 1).toBe(isAskedAgain);
});
