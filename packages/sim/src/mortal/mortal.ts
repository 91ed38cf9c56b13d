// A program that can die at any moment. Its code cannot be stopped from outside, so what it stands on is taken away: once
// it is dead, nothing that it asks of its host answers any more, and nothing that it has not asked yet is done.

export interface Run {
  readonly dead: boolean;
  kill(): void;
  /** Answers when it has been killed. */
  readonly died: Promise<'died'>;
}

export const newRun = (): Run => {
  let dead = false;
  let tell: (value: 'died') => void = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    tell = resolve;
  });
  return {
    get dead() {
      return dead;
    },
    kill: () => {
      dead = true;
      tell('died');
    },
    died,
  };
};

/** Answers that are there at once, and change nothing: a dead program gets them too, and then waits for ever. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'now',
  'monotonicMs',
  'sha256',
  'verify',
  'transactionCommand',
  'wayBackCommand',
]);

/** What a dead program asks is never answered. */
export const never = async (): Promise<never> => await new Promise<never>(() => undefined);

/** The same ports, for as long as the run lives. */
export const mortalPorts = <T extends object>(ports: T, run: Run): T => {
  /** Each port is asked many times in a life. */
  const made = new Map<string | symbol, { readonly value: unknown; readonly mortal: unknown }>();
  return new Proxy(ports, {
    get: (target, name) => {
      const value = (target as Readonly<Record<string | symbol, unknown>>)[name];
      const before = made.get(name);
      if (before !== undefined && before.value === value) return before.mortal;
      const mortal = mortalOf(value, name, run);
      made.set(name, { value, mortal });
      return mortal;
    },
  });
};

const mortalOf = (value: unknown, name: string | symbol, run: Run): unknown => {
  if (typeof value === 'function') return AT_ONCE.has(String(name)) ? value : mortalCall(value, run);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? mortalPorts(value, run) : value;
};

const mortalCall =
  (call: unknown, run: Run) =>
  (...args: unknown[]): unknown => {
    if (run.dead) return never();
    const answer: unknown = (call as (...args: unknown[]) => unknown)(...args);
    if (answer instanceof Promise) return whileAlive(answer, run);
    return isStream(answer) ? streamWhileAlive(answer, run) : answer;
  };

const whileAlive = async <T>(answer: Promise<T>, run: Run): Promise<T> => {
  try {
    return await answer;
  } finally {
    if (run.dead) await never();
  }
};

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const streamWhileAlive = async function* (stream: AsyncIterable<unknown>, run: Run): AsyncIterable<unknown> {
  for await (const part of stream) {
    if (run.dead) await never();
    yield part;
  }
  if (run.dead) await never();
};
