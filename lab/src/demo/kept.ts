import { settingsFor } from '../product/index.ts';
import type { Stage } from './story.ts';

/** How to look around in a demo that was kept, and how to end it. */
export function keptLines({ lab, controller }: Pick<Stage, 'lab' | 'controller'>): readonly string[] {
  const settings = Object.entries(settingsFor(controller));
  return [
    'Everything is left running. In a shell of this checkout:',
    ...settings.map(([name, value]) => `  export ${name}=${value}`),
    '  npx slipway host list',
    '  npx slipway report',
    '  npx slipway host history lb1',
    '  npx slipway why app1',
    '  npx slipway audit verify',
    'The same by the API:',
    '  curl --cacert "$SLIPWAY_CA" -H "Authorization: Bearer $SLIPWAY_TOKEN" "$SLIPWAY_URL/api/v1/hosts"',
    'The page, and the hosts:',
    `  curl http://${lab.virtualAddress}/`,
    '  npm run lab -- list',
    'To remove all of it:',
    '  npm run lab -- down',
  ];
}
