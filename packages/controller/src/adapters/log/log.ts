import { pino } from 'pino';
import type { Log } from '../../ports/index.ts';
import { terminalLine } from './terminal-line.ts';
import { withoutSecrets } from './without-secrets.ts';

type Level = 'info' | 'warn' | 'error';
type Write = (level: Level, message: string, data: Readonly<Record<string, unknown>>) => void;

/** `output` is where lines go: standard error, so that standard output stays for what somebody asked to be printed. */
export const openLog = (output: NodeJS.WritableStream, form: 'terminal' | 'json'): Log => {
  const write = form === 'terminal' ? toTerminal(output) : toJson(output);
  const log =
    (level: Level) =>
    (message: string, data: Readonly<Record<string, unknown>> = {}): void =>
      write(level, message, withoutSecrets(data) as Readonly<Record<string, unknown>>);
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
