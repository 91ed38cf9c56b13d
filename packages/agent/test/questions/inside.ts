// The real adapters, asking from inside a member of a network of a test's own.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClusterQuestion, QuestionKind } from '@slipway/core/question';
import type { DebianMember } from '@slipway/testkit/debian-root';
import type { ClusterAnswer, ClusterQuestions } from '../../src/ports/index.ts';

export interface AskedInside {
  readonly pid: number;
  readonly inside: readonly string[];
  readonly hostname: string;
  /** Root's folder, outside. */
  readonly settings: string;
  readonly asking: keyof ClusterQuestions;
  readonly question: ClusterQuestion;
  readonly timeLimitMs: number;
}

export interface InsideQuestions extends ClusterQuestions {
  /** What root's file of that kind says. */
  readonly setFile: (kind: QuestionKind | 'snmp', content: object | string) => void;
  readonly dispose: () => void;
}

/** All that a member needs that databases and load balancers have in common. */
export const PACKAGES: readonly string[] = [
  ...['postgresql-15', 'rabbitmq-server', 'etcd-server', 'etcd-client', 'mariadb-server', 'galera-4', 'rsync'],
  ...['haproxy', 'keepalived', 'snmp', 'snmpd', 'patroni', 'python3-etcd'],
];

export const questionsInside = ({ pid, inside, name }: DebianMember): InsideQuestions => {
  const settings = mkdtempSync(join(tmpdir(), 'questions-'));
  const ask = async (
    asking: keyof ClusterQuestions,
    question: ClusterQuestion,
    timeLimitMs: number,
  ): Promise<ClusterAnswer> => {
    const asked: AskedInside = { pid, inside, hostname: name, settings, asking, question, timeLimitMs };
    const program = [process.execPath, join(import.meta.dirname, 'ask-main.ts'), JSON.stringify(asked)];
    const { stdout } = await promisify(execFile)('/usr/bin/nsenter', ['-t', String(pid), '-n', '--', ...program]);
    return JSON.parse(stdout) as ClusterAnswer;
  };
  return {
    mayGo: async (question, timeLimitMs) => await ask('mayGo', question, timeLimitMs),
    isWhole: async (question, timeLimitMs) => await ask('isWhole', question, timeLimitMs),
    setFile: (kind, content) =>
      writeFileSync(
        join(settings, kind === 'snmp' ? 'snmp.conf' : `${kind}.json`),
        typeof content === 'string' ? content : JSON.stringify(content),
      ),
    dispose: () => rmSync(settings, { recursive: true }),
  };
};

/** Until it does not throw any more: what a service is not ready for it fails. */
export const eventually = async (act: () => void, seconds = 60): Promise<void> => {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    try {
      act();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await sleep(200);
    }
  }
};

/** Of the processes whose command line matches; nothing where none does. */
export const signal = (member: DebianMember, name: 'STOP' | 'CONT' | 'TERM' | 'KILL', pattern: string): void =>
  void matching(member, ['/usr/bin/pkill', `-${name}`, '-f', pattern]);

export const isRunning = (member: DebianMember, pattern: string): boolean =>
  matching(member, ['/usr/bin/pgrep', '-f', pattern]);

/** Without a shell, whose own command line would match. Status 1: nothing did. */
const matching = (member: DebianMember, command: readonly string[]): boolean => {
  try {
    member.run(command);
    return true;
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return false;
    throw error;
  }
};

/** Waits for its end. */
export const stop = async (member: DebianMember, pattern: string, how: 'TERM' | 'KILL' = 'TERM'): Promise<void> => {
  signal(member, how, pattern);
  await eventually(() => {
    if (isRunning(member, pattern)) throw new Error(`${pattern} does not end`);
  });
};
