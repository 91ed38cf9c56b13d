import { readFile } from 'node:fs/promises';
import { type BodyOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { jsonText } from '../output/index.ts';
import { present } from './common/index.ts';

/** The largest that the controller takes; more is not a policy. */
const POLICY_BYTES_MAX = 16 * 1024 * 1024;

/** Both forms are JSON: the document alone, or with its revision. */
export const policyShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const stored = await api.call(endpoints.policy.show, {});
  present(invocation, stored, () => jsonText(stored.policy));
  return 0;
};

export const policyApply: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const policy = await readPolicy(args[0] ?? '', invocation);
  const api = await context.api();
  const revision = options.number('revision') ?? (await api.call(endpoints.policy.show, {})).revision;
  const stored = await api.call(endpoints.policy.replace, {
    body: policy as BodyOf<typeof endpoints.policy.replace>,
    headers: { 'if-match': `"${revision}"` },
  });
  present(invocation, stored, () =>
    stored.revision === revision
      ? `Revision ${revision} says the same already.\n`
      : `The policy holds as revision ${stored.revision}. Plans that exist keep the rules that they were made under.\n`,
  );
  return 0;
};

/** Whether it is a policy the controller says, with the place where it is not. */
const readPolicy = async (path: string, { context }: Invocation): Promise<unknown> => {
  const text = path === '-' ? await inputText(context.terminal.input) : await fileText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongUse(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
};

const fileText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw wrongUse(error instanceof Error ? error.message : String(error), error);
  }
};

const inputText = async (input: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > POLICY_BYTES_MAX) throw wrongUse('Standard input is too large to be a policy.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
