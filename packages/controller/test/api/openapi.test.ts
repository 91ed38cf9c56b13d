import { fileURLToPath } from 'node:url';
import { allEndpoints } from '@slipway/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningController, startController } from './support/controller.ts';
import { ask } from './support/http.ts';

const PUBLISHED = fileURLToPath(new URL('../../../../docs/api/openapi.json', import.meta.url));

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

describe('the API description', () => {
  let controller: RunningController;
  let description: Description;
  beforeAll(async () => {
    controller = await startController();
    const { port, authority: ca } = controller;
    const answer = await ask({ port, ca, method: 'GET', path: '/api/v1/openapi.json' });
    description = answer.json as Description;
  });
  afterAll(async () => await controller.close());

  it('names every endpoint, and nothing else', () => {
    expect(description.openapi).toBe('3.1.0');
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
    );
    expect(described.sort()).toEqual(allEndpoints.map(({ method, path, name }) => `${method} ${path} ${name}`).sort());
  });

  it('is the published one; `npx vitest run packages/controller/test/api/openapi.test.ts -u` publishes it', async () => {
    // Indented by one: by two it is a megabyte, of which a third is blanks.
    await expect(`${JSON.stringify(description, null, 1)}\n`).toMatchFileSnapshot(PUBLISHED);
  });
});
