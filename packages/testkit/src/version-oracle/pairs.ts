import fc from 'fast-check';
import type { VersionPair } from './ask.ts';

// Versions are made as lists of pieces and written out at the end, so that a neighbour (one or two pieces changed) is
// again a version. Independent pairs mostly differ in their first number; the rules live in pairs that nearly agree.

interface Pieces {
  /** Null is absent, and not the same as `0`. */
  readonly epoch: string | null;
  /** Upstream version or version. */
  readonly main: readonly string[];
  /** Revision or release. Null is absent. */
  readonly last: readonly string[] | null;
}

type Edit = {
  readonly part: 'epoch' | 'main' | 'last';
  readonly how: 'replace' | 'insert' | 'drop';
  readonly at: number;
  readonly piece: string;
};

const number = fc.oneof(
  { weight: 8, arbitrary: fc.nat(12).map(String) },
  { weight: 3, arbitrary: fc.constantFrom('00', '01', '007', '010', '100', '2024', '20240131') },
  // Around 2^53 and beyond any number type: a comparison that goes through numbers calls these equal.
  { weight: 1, arbitrary: fc.constantFrom('9007199254740992', '9007199254740993', '123456789012345678901234567890') },
);
const word = fc.constantFrom('a', 'b', 'z', 'A', 'Z', 'rc', 'beta', 'pre', 'git', 'dfsg', 'p', 'el', 'fc', 'module');

/** A piece that may follow any other. */
function pieceOf(separators: readonly string[], suffixes: readonly string[]): fc.Arbitrary<string> {
  const separator = fc.constantFrom(...separators);
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(separator, number).map((parts) => parts.join('')) },
    { weight: 2, arbitrary: fc.tuple(separator, word).map((parts) => parts.join('')) },
    { weight: 3, arbitrary: fc.constantFrom(...suffixes) },
    { weight: 1, arbitrary: word },
    { weight: 1, arbitrary: number },
    { weight: 1, arbitrary: separator },
  );
}

const debPiece = pieceOf(
  ['.', '.', '.', '+', '~', '-', ':'],
  ['+deb12u1', '+deb12u10', '~deb12u2', '+b1', '~bpo12+1', 'ubuntu0.22.04.2', '+esm1', '+really1.0', '+dfsg'],
);
const rpmPiece = pieceOf(
  ['.', '.', '.', '_', '+', '~', '^', '-'],
  ['.el9', '.el9_4', '.el9_4.1', '.fc40', '~rc1', '^git1', '^20240131git1', '.module+el8+1'],
);

const piecesOf = (piece: fc.Arbitrary<string>): fc.Arbitrary<Pieces> => {
  const list = (maxLength: number) =>
    fc.tuple(number, fc.array(piece, { maxLength })).map(([first, rest]) => [first, ...rest]);
  return fc.record({
    epoch: fc.option(fc.constantFrom('0', '0', '1', '2', '10', '00', '01'), { freq: 2 }),
    main: list(4),
    last: fc.option(list(3), { freq: 5 }),
  });
};

const editOf = (piece: fc.Arbitrary<string>): fc.Arbitrary<Edit> =>
  fc.record({
    part: fc.constantFrom('epoch', 'main', 'main', 'main', 'last', 'last'),
    how: fc.constantFrom('replace', 'replace', 'insert', 'drop'),
    at: fc.nat(5),
    piece,
  });

function editList(pieces: readonly string[], { how, at, piece }: Edit): readonly string[] {
  const start = Math.min(at, pieces.length);
  const inserted = how === 'drop' ? [] : [piece];
  const next = [...pieces.slice(0, start), ...inserted, ...pieces.slice(how === 'insert' ? start : start + 1)];
  return next.length === 0 ? ['0'] : next;
}

function edit(pieces: Pieces, change: Edit): Pieces {
  switch (change.part) {
    case 'epoch':
      return { ...pieces, epoch: change.how === 'drop' ? null : String(change.at % 3) };
    case 'main':
      return { ...pieces, main: editList(pieces.main, change) };
    case 'last':
      return { ...pieces, last: change.how === 'drop' ? null : editList(pieces.last ?? ['0'], change) };
    default:
      return change.part satisfies never;
  }
}

/** Colons need an epoch before them, hyphens in the main part a last part after them; neither may come first. */
function write({ epoch, main, last }: Pieces): string {
  let text = main.join('');
  if (epoch === null) text = text.replaceAll(':', '.');
  if (last === null) text = text.replaceAll('-', '.');
  if (/^[-:]/.test(text)) text = `0${text}`;
  const tail = last === null ? '' : `-${last.join('').replace(/[-:]/g, '.')}`;
  return `${epoch === null ? '' : `${epoch}:`}${text}${tail}`;
}

const writeMain = ({ main }: Pieces): string => main.join('');

function pairOf(piece: fc.Arbitrary<string>, asText: (pieces: Pieces) => string): fc.Arbitrary<VersionPair> {
  const pieces = piecesOf(piece);
  const strangers = fc.tuple(pieces, pieces);
  const neighbours = fc
    .tuple(pieces, fc.array(editOf(piece), { minLength: 1, maxLength: 2 }))
    .map(([first, edits]) => [first, edits.reduce(edit, first)] as const);
  return fc
    .oneof({ weight: 1, arbitrary: strangers }, { weight: 4, arbitrary: neighbours })
    .map(([first, second]) => [asText(first), asText(second)]);
}

/** Any version that dpkg compares; a few in a hundred are of the kind that it grumbles about. */
export const debVersion: fc.Arbitrary<string> = piecesOf(debPiece).map(write);
/** Any version that librpm compares. */
export const rpmVersion: fc.Arbitrary<string> = piecesOf(rpmPiece).map(write);

export const debPair: fc.Arbitrary<VersionPair> = pairOf(debPiece, write);
export const rpmPair: fc.Arbitrary<VersionPair> = pairOf(rpmPiece, write);
/** Pairs of one part alone, as `rpmvercmp` takes them. */
export const rpmSegmentPair: fc.Arbitrary<VersionPair> = pairOf(rpmPiece, writeMain);

/** As many pairs as asked for; the same seed gives the same pairs. */
export function samplePairs(
  pairs: fc.Arbitrary<VersionPair>,
  options: { readonly count: number; readonly seed: number },
): readonly VersionPair[] {
  return fc.sample(pairs, { numRuns: options.count, seed: options.seed });
}
