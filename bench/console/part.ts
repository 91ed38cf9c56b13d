import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startController } from '@slipway/testkit/controller-process';
import { type BenchResult, besideFigure, countText, errorsFigure, type Figure } from '../figure.ts';
import { hostsWanted } from '../knowledge/index.ts';
import { CHROMIUM, measureInBrowser } from './browser-step.ts';
import type { FilterMeasures, PageMeasures, ScrollMeasures } from './measures.ts';

const FILTER_MS_MAX = 300;
const DROPPED_MS_MAX = 1000;
/** Many times what it takes. */
const FLEET_MS_MAX = 1_800_000;

export async function benchConsole(): Promise<BenchResult> {
  if (!existsSync(CHROMIUM)) return { kind: 'unable', text: `there is no ${CHROMIUM}` };
  const hosts = hostsWanted();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  try {
    const dataDirectory = join(folder, 'data');
    makeFleet(folder, hosts);
    const controller = await startController(dataDirectory);
    try {
      const { filters, scroll, counted, reports } = await measureInBrowser(controller);
      return {
        kind: 'figures',
        figures: [
          ...filters.map(filterFigure),
          ...scrollFigures(scroll),
          ...reports.map(reportFigure),
          errorsFigure(`hosts that the page counts otherwise than ${countText(hosts)}`, Math.abs(counted - hosts)),
        ],
      };
    } finally {
      await controller.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const makeFleet = (folder: string, hosts: number): void => {
  const program = join(import.meta.dirname, 'main.ts');
  execFileSync(process.execPath, [program, folder, String(hosts)], {
    timeout: FLEET_MS_MAX,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
};

const filterFigure = ({ selector, medianMs, slowestMs }: FilterMeasures): Figure => ({
  what: `Hosts by ${selector}: from the last key until the rows stand there, median (slowest ${slowestMs.toFixed(0)})`,
  measured: `${medianMs.toFixed(0)} ms`,
  target: `under ${FILTER_MS_MAX} ms`,
  verdict: medianMs < FILTER_MS_MAX ? 'met' : 'missed',
});

const reportFigure = ({ page, medianMs, slowestMs }: PageMeasures): Figure =>
  besideFigure(
    `Reports, ${page}: from opening the address until all stands there, median (slowest ${slowestMs.toFixed(0)})`,
    `${medianMs.toFixed(0)} ms`,
  );

const scrollFigures = ({ rows, seconds, longestFrameMs, longestEmptyMs }: ScrollMeasures): readonly Figure[] => {
  const what = `scrolling past ${countText(rows)} rows in ${seconds.toFixed(0)} s`;
  return [
    { name: 'longest time between two frames', ms: longestFrameMs },
    { name: 'longest time without a row in view', ms: longestEmptyMs },
  ].map(({ name, ms }) => ({
    what: `${what}: ${name}`,
    measured: `${ms.toFixed(0)} ms`,
    target: `under ${DROPPED_MS_MAX} ms`,
    verdict: ms < DROPPED_MS_MAX ? 'met' : 'missed',
  }));
};
