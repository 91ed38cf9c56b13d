import type { Act, Script } from '../play/index.ts';
import { PEOPLE, SHOP, says, timePassesUntil, told, utc } from './acts.ts';

const FIXED = '1.0-1+deb12u1';

/** What is as bad as the first has three days by the starter's rules, what is as likely as the second fourteen. */
const NOTICES: readonly Act[] = [
  { name: 'DSA-6001-1', source: 'openssl', vulnerability: 'CVE-2026-6001', cvssTenths: 98, epssPpm: 20_000 },
  { name: 'DSA-6002-1', source: 'curl', vulnerability: 'CVE-2026-6002', cvssTenths: 75, epssPpm: 610_000 },
  { name: 'DSA-6003-1', source: 'nginx', vulnerability: 'CVE-2026-6003', cvssTenths: 53, epssPpm: 1000 },
].map((notice) => ({
  kind: 'notice',
  notice: { ...notice, severity: notice.cvssTenths >= 90 ? 'critical' : 'high', fixed: FIXED },
}));

export const reports: Script = {
  name: 'reports',
  about:
    'What a manager asks after three weeks: how hosts stand and stood, which deadlines were kept, how long it took, what was left\nout on purpose, and what changed. Each as a table, and as the file that a spreadsheet takes.',
  beginsAt: utc('2026-03-02 08:00'),
  policy: 'shop.yaml',
  hosts: SHOP,
  people: PEOPLE,
  acts: [
    ...NOTICES,
    says('ada', 'feed add debian --kind osv --location https://feeds.example/debian'),
    timePassesUntil('2026-03-03 08:00'),
    says('ada', 'policy apply - --yes < shop-excepted.yaml'),
    says('ada', 'patch-set cut'),
    says('ada', 'plan make dev'),
    says('ada', 'rollout start $plan'),
    timePassesUntil('2026-03-03 12:00'),
    says('ada', 'plan make prod'),
    says('kim', 'plan approve $plan # yes'),
    says('ada', 'rollout start $plan'),
    told('Nobody reaches web-2 for nine days. Their cluster can spare one of two, so web-1 waits with it.'),
    { kind: 'line', host: 'web-2', is: 'down' },
    timePassesUntil('2026-03-10 08:00'),
    { kind: 'by-hand', host: 'db-1', package: 'adduser', version: '1.0-2' },
    timePassesUntil('2026-03-12 08:00'),
    { kind: 'line', host: 'web-2', is: 'up' },
    timePassesUntil('2026-03-23 08:00'),
    told('The manager asks.'),
    says('ada', 'report compliance --as-of 2026-03-07'),
    says('ada', 'report compliance --as-of 2026-03-13'),
    says('ada', 'report compliance'),
    says('ada', 'report compliance --by role --csv'),
    says('ada', 'report sla --from 2026-03-01'),
    says('ada', 'report sla --from 2026-03-01 --csv'),
    says('ada', 'report time-to-patch --from 2026-03-01'),
    says('ada', 'report time-to-patch --from 2026-03-01 --csv'),
    says('ada', 'report exceptions --from 2026-03-01'),
    says('ada', 'report exceptions --from 2026-03-01 --csv'),
    says('ada', 'report changes --from 2026-03-01'),
    says('ada', 'report changes --from 2026-03-01 --csv'),
  ],
};
