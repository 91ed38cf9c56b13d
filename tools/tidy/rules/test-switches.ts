import { isTest, linesMatching, type Rule } from '../rule.ts';

export const testSwitches: Rule = {
  name: 'test-switches',
  why: 'A test that is switched off protects nothing. What a machine cannot run says so by skipIf, and CI, which can, fails on a skipped test.',
  applies: isTest,
  check: (file) => linesMatching(file, /\.(skip|only|todo|fails)\(|\b(xit|xdescribe|fit|fdescribe)\(/),
};
