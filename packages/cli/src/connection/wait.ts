// Waiting for what a request set going: asked again until it is decided.

/** Fast at first, since small fleets are done at once; then slowly, since large ones take minutes. */
const FIRST_MS = 250;
const LONGEST_MS = 2000;

export const awaitResult = async <T>(options: {
  readonly first: T;
  readonly isDone: (value: T) => boolean;
  readonly look: () => Promise<T>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of everything that was seen. */
  readonly seen: (value: T) => void;
}): Promise<T> => {
  let value = options.first;
  let waitMs = FIRST_MS;
  options.seen(value);
  while (!options.isDone(value)) {
    await options.sleep(waitMs);
    waitMs = Math.min(waitMs * 1.5, LONGEST_MS);
    value = await options.look();
    options.seen(value);
  }
  return value;
};
