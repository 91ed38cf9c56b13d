// Whoever answers for an exception hears two weeks, a week and a day before it ends, and when it has. Each warning has an
// id made of what it is about: looking again tells nothing twice, and a new end is warned of anew.

import { dueWarning, WARN_DAYS_BEFORE, whatIsLeftOut } from '@slipway/core/exception';
import type { ExceptionEnds } from '@slipway/core/notice';
import type { Exception } from '@slipway/core/policy';
import { addMs, type Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { tell } from '../notify/index.ts';
import { untilNext } from '../waits.ts';
import { countSelected } from './selected.ts';

const DAY_MS = 86_400_000;

/** Milliseconds until it wants to look again. */
export const warnOfExceptions = async (app: App): Promise<number> => {
  const { clock, nudge, store } = app.ports;
  const now = clock.now();
  const exceptions = await store.read(async ({ plans }) => (await plans.policy())?.value.exceptions ?? []);
  // Looked at without writing first: nearly always everything due was told.
  const due = await store.read(async (view) => await untold(view, exceptions, now));
  if (due.length > 0) {
    await store.write(async (change) => {
      for (const warning of due) await warn(change, warning, now);
    });
    nudge.notify('notify');
  }
  const ahead = exceptions
    .flatMap(({ expiresAt }) => WARN_DAYS_BEFORE.map((days) => addMs(expiresAt, -days * DAY_MS)))
    .filter((at) => now < at);
  return untilNext(now, ahead);
};

interface Warning {
  readonly eventId: string;
  readonly exception: Exception;
}

/** After a pause only the latest is told: that it ends in two weeks is no news a week before. */
const untold = async (
  { outbox }: StoreView,
  exceptions: readonly Exception[],
  now: Instant,
): Promise<readonly Warning[]> => {
  const due: Warning[] = [];
  for (const exception of exceptions) {
    const days = dueWarning(exception, now);
    if (days === null) continue;
    const eventId = `exception-ends.${exception.name}.${exception.expiresAt}.${days}d`;
    if ((await outbox.event(eventId)) === null) due.push({ eventId, exception });
  }
  return due;
};

const warn = async (change: StoreView, { eventId, exception }: Warning, at: Instant): Promise<void> => {
  const { name, leavesOut, owner, why, expiresAt } = exception;
  const [hostsInAll = 0] = await countSelected(change, [exception]);
  const kind = 'package' in leavesOut ? 'package' : 'advisory';
  const content: ExceptionEnds = {
    name,
    leavesOut: `${kind} ${whatIsLeftOut(exception)}`,
    owner,
    why,
    expiresAt,
    hostsInAll,
  };
  await tell(change, { eventId, at, kind: 'exception-ends', content });
};
