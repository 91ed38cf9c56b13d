// One route of the API as data: the controller serves it, the CLI calls it, the description is made of it.

import type { Static, TSchema } from 'typebox';

/** `nobody`: answered without a token. Roles are not a ladder; an administrator is all of them, every token may view. */
export type EndpointRole = 'nobody' | 'viewer' | 'operator' | 'approver' | 'administrator';

export interface Endpoint<
  Path extends TSchema | null = TSchema | null,
  Query extends TSchema | null = TSchema | null,
  Body extends TSchema | null = TSchema | null,
  Answer extends TSchema | null = TSchema | null,
> {
  /** In the description: `operationId`. */
  readonly name: string;
  readonly subject: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for each part that `params` names. */
  readonly path: string;
  readonly summary: string;
  readonly role: EndpointRole;
  readonly params: Path;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** 202: accepted, and the answer says where to look for what comes of it. */
  readonly status: 200 | 201 | 202 | 204;
  /** Headers that change what is done, by name, with their meaning. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Also as a table, with `format=csv` or `Accept: text/csv`: the whole of it, whatever its pages are. */
  readonly csv?: true;
}

/** What is not said is nothing: no parameters, no body, status 200. */
export const endpoint = <
  Path extends TSchema | null = null,
  Query extends TSchema | null = null,
  Body extends TSchema | null = null,
  Answer extends TSchema | null = null,
>(
  given: Pick<Endpoint, 'name' | 'subject' | 'method' | 'path' | 'summary' | 'role'> & {
    readonly params?: Path;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer?: Answer;
    readonly status?: Endpoint['status'];
    readonly headers?: Readonly<Record<string, string>>;
    readonly csv?: true;
  },
): Endpoint<Path, Query, Body, Answer> => ({
  ...given,
  params: (given.params ?? null) as Path,
  query: (given.query ?? null) as Query,
  body: (given.body ?? null) as Body,
  answer: (given.answer ?? null) as Answer,
  status: given.status ?? 200,
});

/** What a schema describes, unchangeable. */
export type Plain<S> = S extends TSchema ? DeepReadonly<Static<S>> : undefined;

export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly DeepReadonly<Item>[]
      : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };

export type ParamsOf<E extends Endpoint> = Plain<E['params']>;
export type QueryOf<E extends Endpoint> = Plain<E['query']>;
export type BodyOf<E extends Endpoint> = Plain<E['body']>;
export type AnswerOf<E extends Endpoint> = Plain<E['answer']>;

/** The path and query to ask for; what is undefined is left out. */
export const addressOf = (
  { path }: Pick<Endpoint, 'path'>,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  return asked.length === 0 ? filled : `${filled}?${asked.join('&')}`;
};
