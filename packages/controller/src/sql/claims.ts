import type { Claim, StoreRollout } from '../ports/index.ts';
import type { Transaction } from './transaction.ts';

type Claims = Pick<StoreRollout, 'claim' | 'claimHolds' | 'releaseClaim'>;

/** A row is never deleted: its epoch must rise over every owner that there ever was. */
export const claimsOn = (transaction: Transaction): Claims => ({
  async claim(name, owner, now, expiresAt) {
    const queries = transaction.changing;
    const held = await queries.selectFrom('claim').selectAll().where('name', '=', name).executeTakeFirst();
    const stands = held !== undefined && held.released === 0 && held.expires_at > now;
    if (stands && held.owner !== owner) return null;
    const epoch = (held?.epoch ?? 0) + (stands ? 0 : 1);
    const columns = { owner, epoch, expires_at: expiresAt, released: 0 };
    await queries
      .insertInto('claim')
      .values({ name, ...columns })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(columns))
      .execute();
    return { name, owner, epoch, expiresAt };
  },
  async claimHolds(claim) {
    const row = await transaction.reading
      .selectFrom('claim')
      .select('name')
      .where((where) => where.and(newest(claim)))
      .executeTakeFirst();
    return row !== undefined;
  },
  async releaseClaim(claim) {
    await transaction.changing
      .updateTable('claim')
      .set({ released: 1 })
      .where((where) => where.and(newest(claim)))
      .execute();
  },
});

const newest = ({ name, owner, epoch }: Claim) => ({ name, owner, epoch, released: 0 });
