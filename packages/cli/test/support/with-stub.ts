import { afterAll, beforeAll, vi } from 'vitest';
import { type ControllerProcess, startController } from './controller-process.ts';
import { type Answers, type Stub, startStub } from './stub-controller.ts';

type WithStub = <T>(answers: Answers, use: (stub: Stub) => Promise<T>) => Promise<T>;

/**
 * For all tests of a file: a listener that answers what a test says, and what `besides` says where it does not, for as
 * long as the test uses it. Pages show their instants in `zone`.
 */
export const stubs = ({
  zone = 'UTC',
  besides = () => ({}),
}: {
  readonly zone?: string;
  readonly besides?: () => Answers;
} = {}): WithStub => {
  let controller: ControllerProcess;
  beforeAll(async () => {
    vi.stubEnv('TZ', zone);
    controller = await startController();
    // A program that starts and makes its keys, on a machine that does other things.
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await controller.stop();
  });
  return async (answers, use) => {
    const stub = await startStub(controller, { ...besides(), ...answers });
    try {
      return await use(stub);
    } finally {
      await stub.close();
    }
  };
};
