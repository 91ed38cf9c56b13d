import { expect, it, onTestFinished } from 'vitest';
import { openTraces } from './index.ts';

it('knows the span that it is asked in, and none outside of one', async () => {
  const traces = await openTraces({ environment: {}, version: '0.1.0' });
  onTestFinished(() => traces.close());
  expect(traces.current()).toBeNull();
  const [outer, inner] = await traces.span('outer', {}, async () => [
    traces.current(),
    await traces.span('inner', {}, async () => traces.current()),
  ]);
  expect(outer).toEqual({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(inner?.traceId).toBe(outer?.traceId);
  expect(inner?.spanId).not.toBe(outer?.spanId);
  expect(traces.current()).toBeNull();
});
