import { useNow } from '../time/index.ts';
import { Ago } from './when.tsx';

/** How soon the next window opens; the first that has not ended may be open already. */
export const WindowBegin = ({ at }: { readonly at: string }) =>
  Date.parse(at) <= useNow() ? (
    <>
      open, began <Ago at={at} />
    </>
  ) : (
    <Ago at={at} />
  );
