import type { CheckReading, MeasuredCheck } from '@slipway/core/check';
import type { Checks, Clock, Measuring, Readings, RootFiles, RunCommand } from '../../ports/index.ts';
import { checkHttp } from './http.ts';
import { checkJournal } from './journal.ts';
import { checkPlugIn } from './plug-in.ts';
import { checkPorts } from './ports.ts';
import { checkPrometheus } from './prometheus.ts';
import { because } from './readings.ts';
import { checkSnmp } from './snmp.ts';
import { checkTcp } from './tcp.ts';

export interface ChecksOptions {
  readonly run: RunCommand;
  readonly clock: Pick<Clock, 'now'>;
  /** Of the host's own folder, run as somebody who may do no more than ask. */
  readonly plugIns: Pick<Readings, 'plugIn'>;
  /** For `{hostname}` in a query. */
  readonly hostname: string;
  /** `/etc/slipway/checks` on a host: root's own settings of the kinds that need any. */
  readonly directory: string;
  /** Of that directory. */
  readonly files: RootFiles;
  /** `/proc` on a host. */
  readonly proc: string;
}

export const createChecks = (options: ChecksOptions): Checks => ({
  measure: async (check, measuring) => {
    try {
      return await measured(options, check, measuring);
    } catch (error) {
      // Whatever went wrong while asking, nothing was measured.
      return because(error);
    }
  },
});

const measured = async (options: ChecksOptions, check: MeasuredCheck, measuring: Measuring): Promise<CheckReading> => {
  const { timeLimitMs } = measuring;
  switch (check.kind) {
    case 'http':
      return await checkHttp(check, timeLimitMs);
    case 'tcp':
      return await checkTcp(check, timeLimitMs);
    case 'ports':
      return await checkPorts(options.proc);
    case 'journal':
      return await checkJournal({ ...options, ...measuring });
    case 'plug-in':
      return await checkPlugIn(check, options.plugIns, timeLimitMs);
    case 'prometheus':
      return await checkPrometheus(check, { hostname: options.hostname, timeLimitMs });
    case 'snmp':
      return await checkSnmp(check, { ...options, timeLimitMs });
    default:
      return check satisfies never;
  }
};
