import { afterEach, expect, test, vi } from 'vitest';
import { endWithout } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

const skipped = new Error('skipped');
const context = {
  skip(note: string): never {
    throw new Error(note, { cause: skipped });
  },
};

test('in CI what is missing fails the test', () => {
  vi.stubEnv('CI', 'true');
  expect(() => endWithout('rpm is missing', context)).toThrow('rpm is missing; CI must have it');
});

test('elsewhere the test is skipped and says why', () => {
  vi.stubEnv('CI', '');
  expect(() => endWithout('rpm is missing', context)).toThrow(
    expect.objectContaining({ message: 'rpm is missing', cause: skipped }),
  );
});
