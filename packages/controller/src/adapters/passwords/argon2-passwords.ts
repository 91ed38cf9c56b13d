import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Passwords } from '../../ports/index.ts';

interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The second recommended option of RFC 9106 with one lane: 64 MiB, 0.2 s on one core (measured), so that one guess costs that. */
const COST: Cost = { memory: 65_536, passes: 3, parallelism: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each takes 64 MiB and a core: more at once would be a way to take the controller's memory. */
const AT_ONCE = 2;

/** As argon2 itself writes it: `$argon2id$v=19$m=65536,t=3,p=1$SALT$HASH`. */
const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([\w+/]{1,256})\$([\w+/]{1,256})$/;

const derive = promisify(argon2);

export const argon2Passwords = (): Passwords => {
  const turns = turnsOf(AT_ONCE);
  const hashed = async (password: string, salt: Buffer, cost: Cost, bytes: number): Promise<Buffer> =>
    await turns(async () =>
      derive('argon2id', { message: password.normalize('NFC'), nonce: salt, tagLength: bytes, ...cost }),
    );
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      const hash = await hashed(password, salt, COST, HASH_BYTES);
      const { memory, passes, parallelism } = COST;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(salt)}$${text(hash)}`;
    },
    fits: async (password, hash) => {
      const [, memory, passes, parallelism, salt, expected] = FORM.exec(hash ?? '') ?? [];
      if (expected === undefined || salt === undefined) {
        await hashed(password, randomBytes(SALT_BYTES), COST, HASH_BYTES);
        return false;
      }
      const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
      const wanted = Buffer.from(expected, 'base64');
      return timingSafeEqual(await hashed(password, Buffer.from(salt, 'base64'), cost, wanted.length), wanted);
    },
  };
};

const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** So many at a time; the others wait in the order in which they came. */
const turnsOf = (count: number) => {
  let free = count;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};
