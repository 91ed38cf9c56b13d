import type { AptOptions } from './apt-observer.ts';
import { THIS_HOST } from './host.ts';
import type { OriginSystem } from './origins.ts';
import { runOriginsLook } from './origins-look.ts';

/** The work of the program that `originsCommand` names. A text: why nothing came of it. */
export const lookForOrigins = async (
  options: Omit<AptOptions, 'hookCommand' | 'patchers'>,
  system: OriginSystem,
): Promise<string | null> => {
  const context = { ...options, host: options.host ?? THIS_HOST, hookCommand: [] };
  return await runOriginsLook({ context, files: options.files, system });
};
