import type { Hooks } from '@slipway/agent/ports';
import { describe, expect, it, type TestContext } from 'vitest';

/** A host whose root has made its folder. */
export interface HooksUnderTest {
  readonly hooks: Hooks;
  /** One that says `NAME done` after so many seconds, ends with the status and takes no parameters. */
  readonly putHook: (
    name: 'drain' | 'undrain',
    how: { readonly status: number; readonly seconds?: number },
  ) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** `create` may end the test where whoever runs it may not make such a host. */
export const describeHooks = (name: string, create: (context: TestContext) => Promise<HooksUnderTest>): void => {
  const using = async (context: TestContext, test: (under: HooksUnderTest) => Promise<void>): Promise<void> => {
    const under = await create(context);
    try {
      await test(under);
    } finally {
      await under.dispose();
    }
  };
  const call = (hook: string, parameters: Readonly<Record<string, string>> = {}) => ({ hook, parameters });

  describe(`${name} calls the hooks of the service's owner`, () => {
    it('and answers with status and last words of each', async (context) =>
      await using(context, async ({ hooks, putHook }) => {
        for (const status of [0, 1, 75]) {
          await putHook('drain', { status });
          expect(await hooks.call(call('drain'), 10)).toEqual({ ok: true, value: { status, output: 'drain done' } });
        }
      }));

    it('and none that is not there', async (context) =>
      await using(context, async ({ hooks, putHook }) => {
        await putHook('drain', { status: 0 });
        for (const hook of ['nothing', '../drain', '/bin/true', '', '.', 'Drain']) {
          expect(await hooks.call(call(hook), 10)).toEqual({
            ok: false,
            reason: { code: 'hook-missing', facts: { hook } },
          });
        }
      }));

    it('and none with a parameter that its declaration does not allow', async (context) =>
      await using(context, async ({ hooks, putHook }) => {
        await putHook('drain', { status: 0 });
        expect(await hooks.call(call('drain', { server: 'app1' }), 10)).toEqual({
          ok: false,
          reason: { code: 'hook-parameter-refused', facts: { parameter: 'server', hook: 'drain' } },
        });
      }));

    it('and waits for one no longer than it is told', async (context) =>
      await using(context, async ({ hooks, putHook }) => {
        await putHook('drain', { status: 0, seconds: 60 });
        expect(await hooks.call(call('drain'), 1)).toEqual({
          ok: false,
          reason: { code: 'hook-timed-out', facts: { hook: 'drain', seconds: 1 } },
        });
      }));
  });
};
