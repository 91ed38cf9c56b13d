// @peculiar/x509 resolves its algorithms with tsyringe, which wants the metadata part of Reflect. Nothing here is
// compiled with decorator metadata, so a map is all that it needs; the usual polyfill is 1,200 lines and one more
// dependency. Must be imported before @peculiar/x509.

type Key = string | symbol;
const known = new WeakMap<object, Map<Key, unknown>>();

const getOwnMetadata = (key: Key, target: object): unknown => known.get(target)?.get(key);

const getMetadata = (key: Key, target: object): unknown => {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (known.get(at)?.has(key) === true) return getOwnMetadata(key, at);
  }
  return undefined;
};

const defineMetadata = (key: Key, value: unknown, target: object): void => {
  const own = known.get(target) ?? new Map<Key, unknown>();
  known.set(target, own.set(key, value));
};

if (!('getMetadata' in Reflect)) Object.assign(Reflect, { getMetadata, getOwnMetadata, defineMetadata });
