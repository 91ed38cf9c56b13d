import { Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';

/** Whose names are there, and whose are lacking. */
export const Names = (props: {
  readonly rule: Schemas['ApprovalRule'];
  readonly given: number;
  readonly needed: number;
  readonly openTeams: readonly string[];
  /** Leads to the names, from where they do not stand themselves. */
  readonly planDigest?: string;
}) => {
  const { rule, given, needed, openTeams, planDigest } = props;
  const text = `${given} of ${needed} ${needed === 1 ? 'name' : 'names'}`;
  return (
    <span className="slw-labels">
      <span className="slw-number">
        {planDigest === undefined ? (
          text
        ) : (
          <Link to="/plans/$digest" params={{ digest: planDigest }} hash="approval">
            {text}
          </Link>
        )}
      </span>
      {given >= needed || openTeams.length === 0 ? null : (
        <span className="slw-subtle">
          {rule.rule === 'team' || openTeams.length === 1 ? 'lacking:' : 'lacking, of:'}
        </span>
      )}
      {given >= needed
        ? null
        : openTeams.map((team) => (
            <Label key={team} isCompact color="orange">
              {team}
            </Label>
          ))}
    </span>
  );
};
