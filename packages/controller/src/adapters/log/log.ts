import { pino } from 'pino';
import type { Log } from '../../ports/index.ts';
import { terminalLine } from './terminal-line.ts';
import { withoutSecrets } from './without-secrets.ts';

/** From the least to the gravest. */
const LEVELS = ['info', 'warn', 'error'] as const;

export type LogLevel = (typeof LEVELS)[number];

export interface LogOptions {
  /** What is less grave is not written. */
  readonly level?: LogLevel;
  /** Put beside the data of each line: in whose course it is written. */
  readonly beside?: () => Readonly<Record<string, string>>;
}

/** `null`: there is no such level. */
export const logLevelOf = (text: string): LogLevel | null => LEVELS.find((level) => level === text) ?? null;

type Write = (level: LogLevel, message: string, data: Readonly<Record<string, unknown>>) => void;

/** `output` is where lines go: standard error, so that standard output stays for what somebody asked to be printed. */
export const openLog = (
  output: NodeJS.WritableStream,
  form: 'terminal' | 'json',
  { level: least = 'info', beside = () => ({}) }: LogOptions = {},
): Log => {
  const write = form === 'terminal' ? toTerminal(output) : toJson(output);
  const log =
    (level: LogLevel) =>
    (message: string, data: Readonly<Record<string, unknown>> = {}): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      write(level, message, withoutSecrets({ ...data, ...beside() }) as Readonly<Record<string, unknown>>);
    };
  return { info: log('info'), warn: log('warn'), error: log('error') };
};

const toTerminal =
  (output: NodeJS.WritableStream): Write =>
  (level, message, data) => {
    output.write(`${terminalLine(new Date(), level, message, data)}\n`);
  };

const toJson = (output: NodeJS.WritableStream): Write => {
  const logger = pino(
    {
      base: null,
      messageKey: 'message',
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
  return (level, message, data) => logger[level](data, message);
};
