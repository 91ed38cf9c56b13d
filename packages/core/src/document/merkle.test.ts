import { Buffer } from 'node:buffer';
import { digestOfText, sha256 } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDigest, type Digest } from '../ids/index.ts';
import { bytesOfDigest } from './digest.ts';
import { inclusionProof, merkleRoot, merkleTree, treeOfData, verifyInclusion } from './merkle.ts';
import type { InclusionProof } from './types.ts';

// The tree that the reference implementation of Certificate Transparency tests itself with.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const data = LEAVES.map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

const leaves = (count: number): readonly Digest[] =>
  Array.from({ length: count }, (_, at) => digestOfText(`leaf ${at}`));

describe('the tree', () => {
  it.each(ROOTS.map((root, count) => [count, root]))(
    'of the first %i known leaves has its known root',
    (count, root) => {
      expect(treeOfData(data.slice(0, Number(count)), sha256).root).toBe(`sha256:${root}`);
    },
  );

  it('has the known audit path of the sixth of eight leaves', () => {
    expect(inclusionProof(treeOfData(data, sha256), 5).path).toEqual([
      { side: 'left', digest: 'sha256:bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b' },
      { side: 'right', digest: 'sha256:ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0' },
      { side: 'left', digest: 'sha256:d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7' },
    ]);
  });

  it('is the recursive one of RFC 6962, section 2.1, at every size up to 70', () => {
    for (let count = 0; count <= 70; count++) {
      expect(merkleRoot(leaves(count), sha256)).toBe(byTheRfc(leaves(count).map(bytesOfDigest)));
    }
  });

  it('hashes a leaf that looks like an inner node to something else', () => {
    const [left, right] = leaves(2).map(bytesOfDigest) as [Uint8Array, Uint8Array];
    const joined = Uint8Array.of(...left, ...right);
    expect(treeOfData([joined], sha256).root).not.toBe(treeOfData([left, right], sha256).root);
  });
});

describe('an inclusion proof', () => {
  it('holds for every leaf of every tree up to 70 leaves', () => {
    for (let count = 1; count <= 70; count++) {
      const tree = merkleTree(leaves(count), sha256);
      for (const [at, leaf] of leaves(count).entries()) {
        expect(
          verifyInclusion({ leaf, proof: inclusionProof(tree, at), root: tree.root, leafCount: count, sha256 }),
        ).toBe(true);
      }
    }
  });

  it.each([-1, 5, 0.5, Number.NaN])('of leaf %d of five is a bug', (at) => {
    expect(() => inclusionProof(merkleTree(leaves(5), sha256), at)).toThrow(RangeError);
  });

  it('does not hold for another leaf, in another place or under another root', () => {
    const tree = merkleTree(leaves(11), sha256);
    for (let at = 0; at < 11; at++) {
      for (let other = 0; other < 11; other++) {
        const leaf = leaves(11)[at] as Digest;
        const holds = verifyInclusion({
          leaf,
          proof: inclusionProof(tree, other),
          root: tree.root,
          leafCount: 11,
          sha256,
        });
        expect(holds).toBe(at === other);
      }
    }
    const root = merkleRoot(leaves(12), sha256);
    const proof = inclusionProof(tree, 3);
    expect(verifyInclusion({ leaf: leaves(11)[3] as Digest, proof, root, leafCount: 11, sha256 })).toBe(false);
  });

  it('falls with every single changed character, in leaf, proof or root', () => {
    const count = 13;
    const tree = merkleTree(leaves(count), sha256);
    for (const at of [0, 6, 12]) {
      const whole = { leaf: leaves(count)[at] as Digest, proof: inclusionProof(tree, at), root: tree.root };
      const text = JSON.stringify(whole);
      for (let index = 0; index < text.length; index++) {
        for (const replacement of ['0', '1', 'f', 'g', 'F', '-', '"']) {
          if (text[index] === replacement) continue;
          const changed = readOrNull(text.slice(0, index) + replacement + text.slice(index + 1));
          if (changed === null) continue;
          expect(holdsSafely({ ...changed, leafCount: count })).toBe(false);
        }
      }
    }
  });

  it('falls with a step more, a step less, or another count', () => {
    const gen = fc.integer({ min: 1, max: 40 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1)));
    fc.assert(
      fc.property(gen, fc.integer({ min: 0, max: 80 }), ([count, at], otherCount) => {
        const tree = merkleTree(leaves(count), sha256);
        const proof = inclusionProof(tree, at);
        const whole = { leaf: leaves(count)[at] as Digest, root: tree.root, leafCount: count, sha256 };
        const step = { side: 'left', digest: tree.root } as const;
        const holdsWith = (path: InclusionProof['path']) => verifyInclusion({ ...whole, proof: { ...proof, path } });
        expect(holdsWith(proof.path)).toBe(true);
        expect(holdsWith([...proof.path, step])).toBe(false);
        expect(holdsWith([step, ...proof.path])).toBe(false);
        // Of a single leaf the path is empty, and nothing can be taken from it.
        expect(holdsWith(proof.path.slice(1))).toBe(count === 1);
        fc.pre(otherCount !== count);
        expect(verifyInclusion({ ...whole, proof: { ...proof, leafCount: otherCount } })).toBe(false);
        expect(verifyInclusion({ ...whole, proof, leafCount: otherCount })).toBe(false);
      }),
    );
  });
});

/** MTH as section 2.1 defines it. */
function byTheRfc(entries: readonly Uint8Array[]): Digest {
  const [only] = entries;
  if (only === undefined) return sha256(new Uint8Array());
  if (entries.length === 1) return sha256(Uint8Array.of(0, ...only));
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  const [left, right] = [byTheRfc(entries.slice(0, split)), byTheRfc(entries.slice(split))];
  return sha256(Uint8Array.of(1, ...bytesOfDigest(left), ...bytesOfDigest(right)));
}

interface Whole {
  readonly leaf: Digest;
  readonly proof: InclusionProof;
  readonly root: Digest;
}

/** What a border that checks nothing but the fields' presence would let through; `null` where not even that. */
function readOrNull(text: string): Whole | null {
  try {
    const { leaf, proof, root } = JSON.parse(text) as Partial<Whole>;
    if (typeof leaf !== 'string' || typeof root !== 'string' || !Array.isArray(proof?.path)) return null;
    return { leaf: asDigest(leaf), proof, root: asDigest(root) };
  } catch {
    return null;
  }
}

const holdsSafely = (whole: Whole & { readonly leafCount: number }): boolean => verifyInclusion({ ...whole, sha256 });
