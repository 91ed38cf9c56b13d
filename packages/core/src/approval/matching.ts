// Which team each person counts for, so that as many teams as possible have somebody and nobody counts twice.

/**
 * A largest matching of persons to teams, by augmenting paths (Kuhn): exact, and for ten people and 32 teams a few hundred
 * steps. The first person who can count for the first team does, so that the same names always give the same answer.
 */
export function largestMatching(
  teamsOf: ReadonlyMap<string, readonly string[]>,
  teams: readonly string[],
): ReadonlyMap<string, string> {
  const personOf = new Map<string, string>();
  for (const person of teamsOf.keys()) place(person, { teamsOf, teams, personOf, tried: new Set() });
  return personOf;
}

interface Search {
  readonly teamsOf: ReadonlyMap<string, readonly string[]>;
  readonly teams: readonly string[];
  /** By team; what was found so far, which a place for one more may rearrange but never shrink. */
  readonly personOf: Map<string, string>;
  readonly tried: Set<string>;
}

function place(person: string, search: Search): boolean {
  const own = new Set(search.teamsOf.get(person));
  for (const team of search.teams) {
    if (!own.has(team) || search.tried.has(team)) continue;
    search.tried.add(team);
    const standing = search.personOf.get(team);
    if (standing === undefined || place(standing, search)) {
      search.personOf.set(team, person);
      return true;
    }
  }
  return false;
}
