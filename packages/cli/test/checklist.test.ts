import { addMs } from '@slipway/core/time';
import type { ChecklistAnswer, HostReadingAnswer } from '@slipway/protocol/api';
import { digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoPlanAnswer } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const asked = async (answers: Answers, words: readonly string[]): Promise<string> =>
  await withStub(answers, async (stub) => {
    const { exitCode, written } = await stub.run([...words]);
    expect(exitCode).toBe(0);
    return written.out;
  });

const HOUR_MS = 3_600_000;
const ago = (hours: number) => addMs(THE_MORNING, -hours * HOUR_MS);

describe('the checklist of a plan', () => {
  const says = {
    code: 'checklist-reading-says',
    facts: { host: 'app1', detail: 'it is old', count: 1, hosts: 2 },
  } as const;
  const blocks = { code: 'checklist-blocks', facts: { items: 'backup' } } as const;
  const checklist: ChecklistAnswer = {
    lookedAt: ago(1),
    items: [
      { name: 'way-back', kind: 'way-back', state: 'green', reason: null, evidenceAt: ago(1) },
      { name: 'backup', kind: 'plug-in', state: 'blocking', reason: says, evidenceAt: ago(30) },
      { name: 'store', kind: 'http', state: 'unknown', reason: says, evidenceAt: null },
    ],
    blocks,
  };
  const show = async (given: ChecklistAnswer | null) =>
    await asked(demoAnswers(demoPlanAnswer({ checklist: given })), ['plan', 'show', DEMO.plan.digest]);

  it('is on its page, each item green or with why, and how old its evidence is', async () => {
    const page = await show(checklist);
    expect(page).toMatch(/^way-back +way-back +green +1 h ago +-$/m);
    expect(page).toMatch(/^backup +plug-in +blocking +1 d ago +On app1 it is old \(so it is on 1 of 2 hosts\)/m);
    expect(page).toMatch(/^store +http +unknown +- +On app1/m);
    expect(page).toContain('Looked at 1 h ago. No host begins while an item is not green.');
  });

  it('that is all green says no more than that, and where policy asks for none there is no word of it', async () => {
    const green = await show({ ...checklist, items: checklist.items.slice(0, 1), blocks: null });
    expect(green).toContain('Looked at 1 h ago.\n');
    expect(await show(null)).not.toContain('Before any host begins');
  });
});

it('readings of a host are told with how old they are, and whether anybody still asks', async () => {
  const reading = {
    state: 'critical',
    text: 'BACKUP CRITICAL: none',
    takenAt: ago(2),
    exit: 2,
    modifiedAt: null,
  } as const;
  const items: readonly HostReadingAnswer[] = [
    {
      readingId: digestOfText('one'),
      subject: { kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' } },
      wantedUntil: ago(-1),
      reading,
      receivedAt: ago(3),
    },
    {
      readingId: digestOfText('two'),
      subject: { kind: 'file-age', path: '/srv/db.dump' },
      wantedUntil: ago(1),
      reading: { ...reading, state: 'ok', modifiedAt: ago(5), text: '' },
      receivedAt: ago(2),
    },
    {
      readingId: digestOfText('three'),
      subject: { kind: 'file-age', path: '/srv/other' },
      wantedUntil: ago(-1),
      reading: null,
      receivedAt: null,
    },
  ];
  const answers = { ...demoAnswers(), showHostReadings: () => ({ value: { items } }) };
  const page = await asked(answers, ['host', 'readings', 'app1']);
  expect(page).toMatch(/^check_backup --job daily +critical +3 h ago +yes +BACKUP CRITICAL: none$/m);
  expect(page).toMatch(/^age of \/srv\/db\.dump +ok +2 h ago +no more +changed 5 h ago$/m);
  expect(page).toMatch(/^age of \/srv\/other +- +not yet +yes +-$/m);
  const none = await asked({ ...answers, showHostReadings: () => ({ value: { items: [] } }) }, [
    'host',
    'readings',
    'app1',
  ]);
  expect(none).toContain('Nothing is asked of this host');
});
