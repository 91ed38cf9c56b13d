// What a feed may cost before it is refused. Every figure is far above what the real feeds need, and far below what
// would hurt the host that reads them.

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export interface FeedLimits {
  /** As it is fetched, still packed. */
  readonly packedBytesMax: number;
  /** All files of it together, unpacked. */
  readonly unpackedBytesMax: number;
  /** Unpacked to packed, once `ratioFreeBytes` are unpacked. */
  readonly ratioMax: number;
  readonly ratioFreeBytes: number;
  readonly filesMax: number;
  /** A file that is read whole into memory, and one value of a large JSON file. */
  readonly wholeBytesMax: number;
  readonly lineBytesMax: number;
  readonly jsonDepthMax: number;
  readonly recordsMax: number;
  /** Of problems the first are kept, all are counted. */
  readonly problemsKeptMax: number;
  /** Without a byte for this long, the other side counts as gone. */
  readonly idleMsMax: number;
  /** For fetching as a whole: a byte each minute is no feed. */
  readonly fetchMsMax: number;
}

export const FEED_LIMITS: FeedLimits = {
  // The largest known, all of Ubuntu as OSV, is some hundred megabytes.
  packedBytesMax: 2 * GIB,
  unpackedBytesMax: 16 * GIB,
  // JSON of vendors packs 5 to 80 times; a deflate bomb reaches 1,032, zstd and nested ones far more.
  ratioMax: 250,
  ratioFreeBytes: 32 * MIB,
  // The CVE list has 330,000.
  filesMax: 1_000_000,
  // The largest single documents (CSAF of one kernel) are some megabytes.
  wholeBytesMax: 64 * MIB,
  lineBytesMax: MIB,
  // Real documents nest at most 12 deep, CSAF product trees some more.
  jsonDepthMax: 64,
  recordsMax: 2_000_000,
  problemsKeptMax: 1000,
  idleMsMax: 60_000,
  fetchMsMax: 30 * 60_000,
};
