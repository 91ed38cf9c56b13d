import { describe, expect, it } from 'vitest';
import { type ChecklistItem, placeText, type Rules } from '../index.ts';
import { checklistProblems, neverGreenProblems } from './checklist.ts';

const told = (items: readonly ChecklistItem[]): readonly string[] =>
  checklistProblems(items, ['checklist']).map(({ path, what }) => `${placeText(path)}: ${what}`);

const SOUND: readonly ChecklistItem[] = [
  { name: 'backup', kind: 'plug-in', plugIn: 'check_backup', parameters: { job: 'daily' }, maxAgeHours: 24 },
  { name: 'dump', kind: 'file-age', path: '/var/backups/db.dump', maxAgeHours: 24 },
  { name: 'store', kind: 'http', url: 'https://backup.example/ok', status: 200, contains: 'yes' },
  { name: 'back', kind: 'way-back' },
  { name: 'restore', kind: 'restore-point' },
  { name: 'told', kind: 'announced', hoursBefore: 24 },
  { name: 'tier', kind: 'tier-before' },
];

describe('a checklist', () => {
  it('of every kind is sound', () => {
    expect(told(SOUND)).toEqual([]);
  });

  it.each(['backup', '../etc/passwd', '/var/backups/', '/var/../etc/passwd', '/var//x', '/a\nb', '/./a', '/', ''])(
    'names a whole path, unlike %j',
    (path) => {
      expect(told([{ name: 'dump', kind: 'file-age', path, maxAgeHours: 1 }])).toHaveLength(1);
    },
  );

  it('tells all that is wrong at once, each at its place', () => {
    const items: readonly ChecklistItem[] = [
      { name: 'Backup', kind: 'plug-in', plugIn: '/bin/true', parameters: { 'A b': 'x' }, maxAgeHours: 0 },
      { name: 'store', kind: 'http', url: 'http://backup.example/', status: 99, contains: ' ' },
      { name: 'store', kind: 'announced', hoursBefore: 9000 },
    ];
    expect(told(items)).toEqual([
      'checklist[2].name: "store" stands twice',
      'checklist[0].name: "Backup" is not 1 to 63 characters of a-z, 0-9 and -',
      'checklist[0].plugIn: "/bin/true" is not a file name of the plug-in folder',
      'checklist[0].parameters: "A b" is not a parameter name',
      'checklist[0].maxAgeHours: must be a whole number from 1 to 8784',
      'checklist[1].url: http: to backup.example can be read and changed on the way',
      'checklist[1].status: must be a whole number from 100 to 599',
      'checklist[1].contains: is not 1 to 1000 characters',
      'checklist[2].hoursBefore: must be a whole number from 0 to 8784',
    ]);
  });
});

describe('an item that could never be green', () => {
  const places = (rules: Pick<Rules, 'checklist' | 'announce'>, part: Partial<Rules> = rules, isFirst = false) =>
    neverGreenProblems(rules, part, { path: ['rules'], isFirst }).map(({ path }) => placeText(path));

  it('asks for a tier before the first, or for what is never announced so early', () => {
    expect(places({ checklist: SOUND })).toEqual(['rules.checklist[5]']);
    expect(places({ checklist: SOUND, announce: { hoursBefore: [12, 2] } })).toEqual(['rules.checklist[5]']);
    expect(places({ checklist: SOUND, announce: { hoursBefore: [24] } })).toEqual([]);
    expect(places({ checklist: SOUND, announce: { hoursBefore: [24] } }, undefined, true)).toEqual([
      'rules.checklist[6]',
    ]);
  });

  it('is told where a part policy makes it so, and once', () => {
    const announce = { hoursBefore: [2] };
    expect(places({ checklist: SOUND, announce }, { announce })).toEqual(['rules.announce']);
    expect(places({ checklist: SOUND, announce }, {})).toEqual([]);
  });
});
