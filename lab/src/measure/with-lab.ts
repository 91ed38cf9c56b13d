import { tearDown } from '../fleet/index.ts';
import { prepareMachine } from '../prerequisites.ts';
import { type LabSettings, settingsFrom } from '../settings.ts';

export type OnLab<T> =
  | { readonly kind: 'measured'; readonly value: T }
  | { readonly kind: 'unable'; readonly text: string };

/** Gives `work` a lab of the bench's own and removes it afterwards; says why where this machine cannot have one. */
export async function withLab<T>(
  work: (settings: LabSettings, report: (line: string) => void) => Promise<T>,
): Promise<OnLab<T>> {
  const report = (line: string): void => console.error(line);
  const readiness = await prepareMachine(report);
  if (readiness.kind === 'not-ready') return { kind: 'unable', text: `no real hosts here: ${readiness.text}` };
  const settings = settingsFrom({ ...process.env, SLIPWAY_LAB_NAME: process.env['SLIPWAY_LAB_NAME'] || 'bench' });
  await tearDown(settings);
  try {
    return { kind: 'measured', value: await work(settings, report) };
  } finally {
    await tearDown(settings);
  }
}
