// Which questions an event of the controller concerns, by their keys: `[subject, what, …]`.

type Key = readonly unknown[];

/** A rollout that is looked at has a stream of its own, which brings what this would ask for. */
const OF_ITS_OWN: readonly unknown[] = ['one', 'host'];

/** Asked again at once. */
export const isConcerned = (key: Key, subjects: readonly string[]): boolean => {
  const [subject, what] = key;
  if (!subjects.includes(String(subject)) || isRollbackScope(key)) return false;
  return subject !== 'rollouts' || !OF_ITS_OWN.includes(what);
};

/** Asked again when it is next opened: nobody's decision is exchanged under their eyes every two seconds. */
export const isRollbackScope = ([subject, what]: Key): boolean => subject === 'rollouts' && what === 'rollback';

/** What of hosts a rollout changes: how they stand in it. What they carry is told by their next inventory. */
const OF_ROLLOUTS: readonly unknown[] = ['list', 'one', 'why', 'counts', 'history'];

export const isOfRollouts = ([subject, what]: Key): boolean => subject === 'hosts' && OF_ROLLOUTS.includes(what);
