// Decimal numbers compared as they are written: a threshold of 0.1 is 0.1, and not the nearest binary fraction.

/** Prometheus writes what its 64-bit numbers hold, at most 1.8e308; whatever has a larger exponent is no answer of it. */
const EXPONENT_MAX = 400;
const LENGTH_MAX = 1000;
const NUMBER = /^(?<sign>[+-]?)(?<whole>\d+)(?:\.(?<part>\d+))?(?:[eE](?<exponent>[+-]?\d{1,4}))?$/;

interface Decimal {
  /** The number is `digits` times ten to the power of `exponent`. */
  readonly digits: bigint;
  readonly exponent: number;
}

/** Negative, zero or positive as the first is below, equal to or above the second; `null`: one of them is no number. */
export const compareDecimals = (first: string, second: string): number | null => {
  const a = decimalOf(first);
  const b = decimalOf(second);
  if (a === null || b === null) return null;
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = scaled(a, exponent) - scaled(b, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

const decimalOf = (text: string): Decimal | null => {
  const {
    sign,
    whole = '',
    part = '',
    exponent = '0',
  } = (text.length > LENGTH_MAX ? null : NUMBER.exec(text))?.groups ?? {};
  if (whole === '' || Math.abs(Number(exponent)) > EXPONENT_MAX) return null;
  const digits = BigInt(whole + part);
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - part.length };
};

const scaled = ({ digits, exponent }: Decimal, to: number): bigint => digits * 10n ** BigInt(exponent - to);
