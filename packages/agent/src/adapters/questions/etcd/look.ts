import { countOf, fieldsOf, isFields, listOf, type Means, programJson, settingsOf, textOf } from '../means/index.ts';

export interface Member {
  /** Of 64 bits, as text: a number of JSON holds 53 of them. */
  readonly id: string;
  /** Its clients' addresses until it has begun, when it has no name either. */
  readonly name: string;
  readonly learner: boolean;
  readonly endpoints: readonly string[];
}

const SETTINGS = ['endpoint', 'cacert', 'cert', 'key'];
const FILE = /\/[A-Za-z0-9_./-]{1,200}/;
const NONE = '';
/** `endpoint health` and `status`: a member does not answer; those that do are told all the same. */
const STATUS_SOME = 1;

const ask = async (
  means: Means,
  words: readonly string[],
  statuses: Readonly<Record<number, 'stdout'>> = { 0: 'stdout' },
): Promise<unknown> => {
  const settings = settingsOf(means, SETTINGS);
  const endpoint = settings.text('endpoint', /(?:https?:\/\/)?[A-Za-z0-9_.:[\]-]{1,200}/, 'http://127.0.0.1:2379');
  const files = ['cacert', 'cert', 'key'].flatMap((name) => {
    const file = settings.text(name, FILE, NONE);
    return file === NONE ? [] : [`--${name}=${file}`];
  });
  // Half of what is left: a member that does not answer must leave time for the question after.
  const seconds = Math.max(1, Math.floor(means.leftMs() / 2000));
  return await programJson(
    means,
    {
      command: [
        '/usr/bin/etcdctl',
        `--endpoints=${endpoint}`,
        ...files,
        '--write-out=json',
        `--command-timeout=${Math.min(3, seconds)}s`,
        ...words,
      ],
      user: files.length > 0 ? 'root' : 'nobody',
      environment: { ETCDCTL_API: '3' },
    },
    statuses,
  );
};

export const own = async (means: Means): Promise<{ readonly id: string; readonly errors: readonly string[] }> => {
  const [only, ...more] = listOf(await ask(means, ['endpoint', 'status']), 'the status', (one) => {
    const { Status } = fieldsOf(one, 'the status');
    const { header, errors = [] } = fieldsOf(Status, 'the status');
    return { id: idOf(header, 'member_id'), errors: listOf(errors, 'errors', (error) => textOf(error, 'an error')) };
  });
  if (only === undefined || more.length > 0) throw new TypeError('not one member answered for this host');
  return only;
};

export const members = async (means: Means): Promise<readonly Member[]> =>
  membersIn(await ask(means, ['member', 'list']));

export const membersIn = (value: unknown): readonly Member[] =>
  listOf(fieldsOf(value, 'the answer')['members'], 'the members', (one) => {
    const { name = '', clientURLs = [], isLearner = false } = fieldsOf(one, 'a member');
    const endpoints = listOf(clientURLs, 'clientURLs', (url) => textOf(url, 'an address'));
    return {
      id: idOf(one, 'ID'),
      name: textOf(name, 'a name') || 'one that has not begun',
      learner: isLearner === true,
      endpoints,
    };
  });

/** Well where one of its addresses is. */
export const healthOf = async (
  means: Means,
  all: readonly Member[],
): Promise<readonly (Member & { readonly healthy: boolean })[]> => {
  const answer = await ask(means, ['endpoint', 'health', '--cluster'], { 0: 'stdout', [STATUS_SOME]: 'stdout' });
  const well = new Set(
    listOf(answer, 'the health', (one) => {
      const { endpoint, health } = fieldsOf(one, 'a health');
      return health === true ? textOf(endpoint, 'an address') : '';
    }),
  );
  return all.map((member) => ({ ...member, healthy: member.endpoints.some((endpoint) => well.has(endpoint)) }));
};

export const indexesOf = async (
  means: Means,
): Promise<readonly { readonly id: string; readonly index: number; readonly applied: number }[]> =>
  listOf(await ask(means, ['endpoint', 'status', '--cluster']), 'the status', (one) => {
    const { header, raftIndex, raftAppliedIndex } = fieldsOf(fieldsOf(one, 'a status')['Status'], 'a status');
    return {
      id: idOf(header, 'member_id'),
      index: countOf(raftIndex, 'raftIndex'),
      applied: countOf(raftAppliedIndex, 'raftAppliedIndex'),
    };
  });

const idOf = (value: unknown, name: string): string => {
  const id = isFields(value) ? value[name] : undefined;
  if (typeof id === 'string' && /^[0-9]{1,20}$/.test(id)) return id;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
  throw new TypeError(`${name} is not an id`);
};
