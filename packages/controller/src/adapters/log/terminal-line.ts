// One line for a person: when, how grave, what, and the data as `name=value`.

const MARK = { info: ' ', warn: '!', error: 'E' } as const;

export const terminalLine = (
  at: Date,
  level: keyof typeof MARK,
  message: string,
  data: Readonly<Record<string, unknown>>,
): string => {
  const facts = Object.entries(data).map(([name, value]) => ` ${name}=${brief(value)}`);
  return `${at.toISOString().slice(11, 19)} ${MARK[level]} ${message}${facts.join('')}`;
};

/** An error is its message and those of its causes: a stack is for the JSON form, which programs keep. */
const brief = (value: unknown): string => {
  if (isErrorFacts(value)) return JSON.stringify(messagesOf(value));
  if (typeof value === 'string') return /^[\w:./@-]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? 'undefined';
};

interface ErrorFacts {
  readonly message: string;
  readonly stack: unknown;
  readonly cause?: unknown;
}

const isErrorFacts = (value: unknown): value is ErrorFacts =>
  typeof value === 'object' && value !== null && 'stack' in value && 'message' in value;

const messagesOf = ({ message, cause }: ErrorFacts): string =>
  isErrorFacts(cause) ? `${message}: ${messagesOf(cause)}` : message;
