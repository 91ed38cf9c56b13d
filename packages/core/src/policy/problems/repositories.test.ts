import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { placeText } from '../problem.ts';
import { policyProblems } from '../validate.ts';

const told = (allow: readonly string[]): readonly string[] =>
  policyProblems(aPolicy({ environments: [anEnvironment({ name: 'dev', repositories: { allow } })] })).map(({ path }) =>
    placeText(path),
  );

describe('the repositories that a policy allows', () => {
  it.each(['https://deb.example/', 'https://deb.example/debian', 'http://10.0.0.1:3142/debian/', 'file:/srv/mirror/'])(
    '%s is the beginning of an address',
    (start) => {
      expect(told([start])).toEqual([]);
    },
  );

  it.each(['https://deb.example', 'deb.example/', '', 'https://', 'https://deb example/'])(
    '"%s" would allow more than it says, or nothing',
    (start) => {
      expect(told([start])).toHaveLength(1);
    },
  );
});
