/** Digits of the largest epoch of either format. A longer run is too big, and may be too long for a number. */
const EPOCH_DIGITS_MAX = 10;

/** Reads an epoch, an unsigned integer of at most `max`, or says what is wrong with it. */
export function readEpoch(text: string, max: number): number | 'epoch-empty' | 'epoch-not-a-number' | 'epoch-too-big' {
  if (text === '') return 'epoch-empty';
  if (!/^[0-9]+$/.test(text)) return 'epoch-not-a-number';
  const digits = text.replace(/^0+/, '');
  return digits.length > EPOCH_DIGITS_MAX || Number(digits) > max ? 'epoch-too-big' : Number(digits);
}
