import createApi from 'openapi-fetch';
import type { components, paths } from './schema.d.ts';

/** A refusal of the controller's, or that nobody answered. */
export interface Problem {
  /** A reason's code; `unreachable`: nobody answered. */
  readonly code: string;
  readonly title: string;
  readonly status: number;
}

export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title, options);
    this.problem = problem;
  }
}

/** What proves to the controller that a change comes from this page and not from another site. */
const proof: { current: string | null } = { current: null };

export const setProof = (value: string | null): void => {
  proof.current = value;
};

export const api = createApi<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use({
  onRequest: ({ request }) => {
    if (proof.current !== null && request.method !== 'GET') request.headers.set('slipway-proof', proof.current);
    return request;
  },
});

/** The answer, or the refusal thrown: what asks is a query, which keeps it beside the answer before. */
export const asked = async <T>(
  asking: Promise<{ readonly data?: T; readonly error?: unknown; readonly response: Response }>,
): Promise<T> => {
  let answer: Awaited<typeof asking>;
  try {
    answer = await asking;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused(UNREACHABLE, { cause: error });
  }
  const { data, error, response } = answer;
  if (response.ok) return data as T;
  throw new Refused(isProblem(error) ? error : { code: 'unreadable', title: UNREADABLE, status: response.status });
};

export const problemOf = (error: unknown): Problem =>
  error instanceof Refused
    ? error.problem
    : { code: 'console-fault', title: error instanceof Error ? error.message : String(error), status: 0 };

const UNREACHABLE: Problem = {
  code: 'unreachable',
  title: 'The controller does not answer. Hosts go on with what they began; nothing new is started without it.',
  status: 0,
};
const UNREADABLE = 'What answered is not the controller: something stands between this browser and it.';

const isProblem = (value: unknown): value is components['schemas']['Problem'] =>
  typeof value === 'object' && value !== null && 'code' in value && 'title' in value;
