// What the host says of a hook, in `NAME.json` beside it.

import { isParameterName, PARAMETER_LENGTH_MAX } from '@slipway/core/step';

export interface HookDeclaration {
  /** Name to pattern; a value must match it as a whole. A parameter that is not named is refused. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Shortens what the plan allows; `null`: the plan's time holds. */
  readonly timeoutSeconds: number | null;
}

/** A hook without a declaration takes no parameters. */
export const NO_DECLARATION: HookDeclaration = { parameters: {}, timeoutSeconds: null };

/** `null`: it is not one. A declaration that cannot be read must not become one that allows everything. */
export const readDeclaration = (text: string): HookDeclaration | null => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { parameters = {}, timeoutSeconds = null, ...unknown } = value as Readonly<Record<string, unknown>>;
  if (Object.keys(unknown).length > 0) return null;
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) return null;
  const patterns = Object.entries(parameters as Readonly<Record<string, unknown>>);
  if (!patterns.every((entry): entry is [string, string] => isParameterName(entry[0]) && isPattern(entry[1]))) {
    return null;
  }
  if (timeoutSeconds !== null && !(Number.isSafeInteger(timeoutSeconds) && Number(timeoutSeconds) > 0)) return null;
  return { parameters: Object.fromEntries(patterns), timeoutSeconds: timeoutSeconds as number | null };
};

/** The first parameter that the declaration does not allow, or `null`. */
export const parameterRefused = (
  { parameters }: HookDeclaration,
  given: Readonly<Record<string, string>>,
): string | null => {
  for (const [name, value] of Object.entries(given)) {
    const pattern = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (pattern === undefined || value.length > PARAMETER_LENGTH_MAX || !asWhole(pattern).test(value)) return name;
  }
  return null;
};

const isPattern = (pattern: unknown): pattern is string => {
  if (typeof pattern !== 'string') return false;
  try {
    asWhole(pattern);
    return true;
  } catch {
    return false;
  }
};

/** Anchored here too: a pattern whose author forgot it must not allow what surrounds a match. */
const asWhole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');
