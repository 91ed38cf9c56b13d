import { readFile } from 'node:fs/promises';
import { get as getPlain } from 'node:http';
import { get as getOverTls } from 'node:https';
import { join } from 'node:path';
import { countOf, fieldsOf, listOf, type Means, settingsOf, textOf } from '../means/index.ts';

export interface Seen {
  readonly own: string;
  readonly members: readonly Member[];
  /** Nobody takes over by itself. */
  readonly paused: boolean;
}

export interface Member {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  /** `null`: of a member that has none, or whose place nobody knows. */
  readonly timeline: number | null;
  readonly lagBytes: number | null;
  readonly mayLead: boolean;
  /** It says itself that it runs. */
  readonly answers: boolean;
}

type Told = Omit<Member, 'answers'> & { readonly url: string };

/** A few hundred bytes per member. */
const ANSWER_BYTES_MAX = 1024 * 1024;
const STATUS_OK = 200;
const NO_FILE = '';

export const look = async (means: Means): Promise<Seen> => {
  const settings = settingsOf(means, ['url', 'name', 'ca']);
  const url = settings.text('url', /https?:\/\/[A-Za-z0-9_.:[\]-]{1,200}/, 'http://127.0.0.1:8008');
  const caFile = settings.text('ca', /\/[A-Za-z0-9_./-]{1,200}/, NO_FILE);
  const ca = caFile === NO_FILE ? null : await readFile(join(means.root, caFile), 'utf8');
  const { members, paused } = clusterIn(await fetched(`${url}/cluster`, ca, means));
  const own = settings.text('name', /[A-Za-z0-9_.-]{1,64}/, means.hostname);
  const asked = await Promise.all(
    members.map(async ({ url: its, ...member }) => ({ ...member, answers: await runs(its, ca, means) })),
  );
  return { own, members: asked, paused };
};

export const clusterIn = (value: unknown): { readonly members: readonly Told[]; readonly paused: boolean } => {
  const { members, pause = false } = fieldsOf(value, 'the answer');
  return { members: listOf(members, 'the members', memberIn), paused: pause !== false };
};

const memberIn = (value: unknown): Told => {
  const { name, role, state, timeline, lag, tags = {}, api_url: url } = fieldsOf(value, 'a member');
  const { nofailover = false } = fieldsOf(tags, 'the tags of a member');
  return {
    name: textOf(name, 'the name of a member'),
    role: textOf(role, 'the role of a member'),
    state: textOf(state, 'the state of a member'),
    timeline: timeline === undefined ? null : countOf(timeline, 'the timeline of a member'),
    lagBytes: typeof lag === 'number' ? countOf(lag, 'the lag of a member') : null,
    mayLead: nofailover === false,
    url: textOf(url, 'the address of a member'),
  };
};

const runs = async (url: string, ca: string | null, means: Means): Promise<boolean> => {
  try {
    const { state } = fieldsOf(await fetched(url, ca, means), 'the answer');
    return state === 'running' || state === 'streaming';
  } catch {
    // Not answering is what is asked for; why, the member's own log says.
    return false;
  }
};

/** A status of 503 is how a member says that it is not what its path asks for; /cluster and /patroni ask for nothing. */
const fetched = async (url: string, ca: string | null, { leftMs }: Means): Promise<unknown> =>
  await new Promise((resolve, reject) => {
    const { protocol } = new URL(url);
    if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`${url} is no address of HTTP`);
    const get = protocol === 'https:' ? getOverTls : getPlain;
    // Half of what is left: a member that does not answer must leave time for the question after.
    const signal = AbortSignal.timeout(Math.ceil(leftMs() / 2));
    const asked = get(url, { signal, agent: false, ...(ca === null ? {} : { ca }) }, (answer) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > ANSWER_BYTES_MAX) asked.destroy(new Error('it said more than is read'));
      });
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode !== STATUS_OK) return reject(new Error(`${url} answers ${answer.statusCode}`));
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          reject(new Error(`${url} does not answer in JSON`, { cause: error }));
        }
      });
    });
    asked.on('error', reject);
  });
