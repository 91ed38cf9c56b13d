// How many rows of a list somebody wants to see: it stands in the address, and whoever opens that sees as many.

import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Rows } from '../api/index.ts';

/** As many as one answer of the API has: further ones are asked for where they are wanted. */
const FIRST_MAX = 1000;

type Search = Readonly<Record<string, string | undefined>>;

/**
 * `page`: rows where the address says nothing, and of each further answer. `name`: its word there. `of`: what else the address
 * says where its number is of this list and not of another one like it, as which of many is open.
 */
export const useRows = (
  page: number,
  { name = 'rows', of = {} }: { readonly name?: string; readonly of?: Search } = {},
): Required<Rows> & { readonly wanted: number } => {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const wanted = rowsOf(isOf(search, of) ? search[name] : undefined, page);
  return {
    wanted,
    first: Math.min(FIRST_MAX, wanted),
    further: page,
    show: (rows) =>
      void navigate({
        to: '.',
        search: (now: Search) => ({ ...now, ...of, [name]: String(rows) }),
        replace: true,
        // Whoever wants more looks at the end of what there is.
        resetScroll: false,
      }),
  };
};

/** The same of a list that is here as a whole. */
export const useFirst = <Item>(items: readonly Item[], page: number, name = 'rows') => {
  const { wanted, show } = useRows(page, { name });
  return {
    shown: items.slice(0, wanted),
    more: items.length > wanted ? () => show(wanted + page) : null,
    isAskingMore: false,
    isHere: true,
  };
};

export const isOf = (search: Search, of: Search): boolean =>
  Object.entries(of).every(([name, value]) => search[name] === value);

export const rowsOf = (text: string | undefined, page: number): number =>
  text !== undefined && /^\d{1,6}$/.test(text) ? Math.max(page, Number(text)) : page;

/** The question is another one: it begins at its top. */
export const withoutRows = <Asked extends { readonly rows?: string }>({
  rows: _rows,
  ...search
}: Asked): Omit<Asked, 'rows'> => search;
