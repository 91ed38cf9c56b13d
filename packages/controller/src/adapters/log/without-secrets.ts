// What may be written down: data with everything that is named like a secret taken out, and of bounded size.

/** By name, at any depth. `digest` and `tokenId` are safe by construction and stay readable. */
const SECRET_NAME = /^(token|secret|password|authorization|cookie|privateKey|certificateRequest)$|secret$|password$/i;
/** A token that somebody put into a text after all: ids/ gives every secret this form. */
const SECRET_TEXT = /slipway_[A-Za-z0-9_-]{20,}/g;
/** Behind the host, the address of a chat's webhook is all that it takes to write there; so is a signature in a query. */
const SECRET_ADDRESS =
  /(https?:\/\/[^\s/"']+)\/(?:services|hooks|workflows|webhookb?2?)\/[^\s"']+|([?&](?:sig|key|token)=)[^\s&"']+/gi;
const HIDDEN = '[hidden]';
/** A log line is read by people: what nests deeper, or is longer, is somewhere else already. */
const DEPTH_MAX = 6;
const TEXT_MAX = 4000;
const LIST_MAX = 100;

export const withoutSecrets = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return textWithout(value).slice(0, TEXT_MAX);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (value instanceof Error) return errorFacts(value, depth);
  if (Array.isArray(value)) return value.slice(0, LIST_MAX).map((one) => withoutSecrets(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      SECRET_NAME.test(name) ? HIDDEN : withoutSecrets(one, depth + 1),
    ]),
  );
};

const textWithout = (text: string): string =>
  text
    .replaceAll(SECRET_TEXT, HIDDEN)
    .replaceAll(SECRET_ADDRESS, (_all, origin: string | undefined, query: string | undefined) =>
      origin === undefined ? `${query}${HIDDEN}` : `${origin}/${HIDDEN}`,
    );

const errorFacts = (error: Error, depth: number): Readonly<Record<string, unknown>> => ({
  type: error.name,
  message: withoutSecrets(error.message),
  ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
  ...('reason' in error ? { reason: withoutSecrets(error.reason, depth + 1) } : {}),
  stack: withoutSecrets(error.stack),
  ...(error.cause === undefined ? {} : { cause: withoutSecrets(error.cause, depth + 1) }),
});
