import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { failed } from '../exit/index.ts';

export interface Program {
  readonly file: string;
  /** Before what was typed. */
  readonly args: readonly string[];
}

/** Where the agent's package puts it. */
const AGENT_INSTALLED = '/usr/lib/slipway/slipway-agent';

export const controllerProgram = (): Program => {
  const path = resolved('@slipway/controller/main');
  if (path === null) throw failed(70, 'The controller is not part of this installation. Run this from a checkout.');
  return { file: process.execPath, args: [path] };
};

/** The checkout's own, since it is of the same version as this program; else the installed one. */
export const agentProgram = (): Program => {
  const path = resolved('@slipway/agent/main');
  if (path !== null) return { file: process.execPath, args: [path] };
  if (existsSync(AGENT_INSTALLED)) return { file: AGENT_INSTALLED, args: [] };
  throw failed(70, `The agent is not on this host: ${AGENT_INSTALLED} is missing. Install the package slipway-agent.`);
};

const resolved = (name: string): string | null => {
  try {
    const path = fileURLToPath(import.meta.resolve(name));
    return existsSync(path) ? path : null;
  } catch {
    // Not installed beside us, which is an answer and not a fault.
    return null;
  }
};
