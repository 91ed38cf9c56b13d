import type { App } from '../context.ts';

/** Hexadecimal digits of a digest that are a whole number a double holds exactly. */
const DIGITS = 12;

/** 0 to `upToMs`, by chance of the text: spreads what would come together, and is the same again in the simulator. */
export const spreadMs = (app: App, text: string, upToMs: number): number => {
  const digest = app.ports.sha256(new TextEncoder().encode(text));
  const share = Number.parseInt(digest.slice('sha256:'.length, 'sha256:'.length + DIGITS), 16) / 16 ** DIGITS;
  return Math.floor(share * upToMs);
};
