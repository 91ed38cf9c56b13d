import type { ClusterQuestion } from '@slipway/core/question';
import type { ClusterAnswer, RunCommand } from '../../../ports/index.ts';
import { type Fields, isFields } from './shape.ts';

export interface Variant<Q extends ClusterQuestion> {
  readonly mayGo: (question: Q, means: Means) => Promise<ClusterAnswer>;
  readonly isWhole: (question: Q, means: Means) => Promise<ClusterAnswer>;
}

export interface Means {
  readonly run: RunCommand;
  readonly hostname: string;
  readonly root: string;
  /** What root's file says, as it stands. */
  readonly settings: unknown;
  /** At least a moment: what began in time may end. */
  readonly leftMs: () => number;
}

const MOMENT_MS = 100;

export const meansOf = ({ timeLimitMs, ...means }: Omit<Means, 'leftMs'> & { readonly timeLimitMs: number }): Means => {
  const deadline = performance.now() + timeLimitMs;
  return { ...means, leftMs: () => Math.max(MOMENT_MS, Math.floor(deadline - performance.now())) };
};

export interface Settings {
  /** Of the setting, or `otherwise` where root's file does not name it; throws where it is not of this form. */
  readonly text: (name: string, pattern: RegExp, otherwise: string) => string;
  readonly count: (name: string, max: number, otherwise: number) => number;
  readonly texts: (name: string, pattern: RegExp) => readonly string[];
}

/** Nothing but these names: a setting that is passed over is one that root relies on in vain. */
export const settingsOf = ({ settings }: Means, names: readonly string[]): Settings => {
  const fields: Fields = isFields(settings) ? settings : { '': settings };
  const strange = Object.keys(fields).find((name) => !names.includes(name));
  if (strange !== undefined) throw new TypeError(`root's file has an unknown setting ${JSON.stringify(strange)}`);
  const wrong = (name: string): never => {
    throw new TypeError(`root's file has a setting ${name} that is not of its form`);
  };
  const matching = (value: unknown, pattern: RegExp): value is string =>
    typeof value === 'string' && new RegExp(`^(?:${pattern.source})$`, 'u').test(value);
  return {
    text: (name, pattern, otherwise) => {
      const value = fields[name] ?? otherwise;
      return value === otherwise || matching(value, pattern) ? (value as string) : wrong(name);
    },
    count: (name, max, otherwise) => {
      const value = fields[name] ?? otherwise;
      return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= max ? Number(value) : wrong(name);
    },
    texts: (name, pattern) => {
      const value = fields[name] ?? [];
      return Array.isArray(value) && value.length <= 64 && value.every((one) => matching(one, pattern))
        ? (value as readonly string[])
        : wrong(name);
    },
  };
};
