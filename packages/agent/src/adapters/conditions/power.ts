import { join } from 'node:path';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { namesIfThere, textIfThere } from '../../if-there/index.ts';

/**
 * As the kernel says it (sysfs-class-power): on the mains while any supply that is no battery is online, or where no battery
 * is discharging. A mouse has a battery, too, of the scope `Device`.
 */
export const powerOf = async (folder: string): Promise<Outcome<'mains' | 'battery'>> => {
  try {
    let isDischarging = false;
    for (const name of await namesIfThere(folder)) {
      const read = async (file: string): Promise<string> => await textOf(join(folder, name, file));
      if ((await read('scope')) === 'Device') continue;
      if ((await read('type')) === 'Battery') isDischarging ||= (await read('status')) === 'Discharging';
      else if ((await read('online')) === '1') return ok('mains');
    }
    return ok(isDischarging ? 'battery' : 'mains');
  } catch (error) {
    return refuse('power-unknown', { detail: error instanceof Error ? error.message : String(error) });
  }
};

const textOf = async (path: string): Promise<string> => ((await textIfThere(path)) ?? '').trim();
