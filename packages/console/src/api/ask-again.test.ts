import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished } from 'vitest';
import { askAgain } from './ask-again.ts';

/** A question whose answers come when they are let, and say what was so when they were asked for. */
const question = (key: string) => {
  const client = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } });
  client.mount();
  let now = 0;
  const asked: { readonly signal: AbortSignal; readonly answer: () => void }[] = [];
  const queryFn = async ({ signal }: { readonly signal: AbortSignal }): Promise<number> => {
    const then = now;
    const { promise, resolve } = Promise.withResolvers<number>();
    asked.push({ signal, answer: () => resolve(then) });
    return await promise;
  };
  const observer = new QueryObserver(client, { queryKey: [key], queryFn });
  const shown: unknown[] = [];
  const stop = observer.subscribe(({ data }) => shown.push(data));
  onTestFinished(() => {
    stop();
    client.unmount();
  });
  return {
    asked,
    shown: () => shown.at(-1),
    changes: () => {
      now += 1;
      void askAgain(client, ([subject]) => subject === 'rollouts');
    },
    answers: async () => {
      asked.at(-1)?.answer();
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
};

it('lets a question end that is under way, however often something changes, and asks it once more then', async () => {
  const { asked, changes, answers, shown } = question('rollouts');
  changes();
  changes();
  changes();
  expect(asked).toHaveLength(1);
  await answers();
  expect(shown()).toBe(0);
  expect(asked).toHaveLength(2);
  await answers();
  expect(shown()).toBe(3);
  expect(asked).toHaveLength(2);
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([false, false]);
});

it('asks again at once where nothing is under way, and what is not meant never', async () => {
  const { asked, changes, answers, shown } = question('rollouts');
  await answers();
  changes();
  expect(asked).toHaveLength(2);
  await answers();
  expect(shown()).toBe(1);
  const other = question('hosts');
  await other.answers();
  other.changes();
  expect(other.asked).toHaveLength(1);
});
