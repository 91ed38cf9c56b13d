import type { PatcherUnit } from '../../ports/index.ts';
import { type AptContext, ask, outputOf, PROGRAMS } from './host.ts';

/**
 * `apt-daily.timer` is left alone: it only reads lists. unattended-upgrades is started by `apt-daily-upgrade.timer`; its
 * own service acts at shutdown.
 */
export const aptPatchers = (context: Pick<AptContext, 'run'>): readonly PatcherUnit[] => [
  { kind: 'apt-daily-upgrade', unit: 'apt-daily-upgrade.timer' },
  {
    kind: 'unattended-upgrades',
    unit: 'unattended-upgrades.service',
    mayStop: async () => await installsOnlyByTimer(context),
  },
];

/** With this setting, stopping the service is what makes it install (unattended-upgrade-shutdown, Debian 12). */
const installsOnlyByTimer = async (context: Pick<AptContext, 'run'>): Promise<boolean> => {
  const dumped = outputOf(await ask(context, [PROGRAMS.aptConfig, 'dump', 'Unattended-Upgrade::InstallOnShutdown']));
  return 'text' in dumped && !/"(true|yes|on|1|with|enable)"/i.test(dumped.text);
};
