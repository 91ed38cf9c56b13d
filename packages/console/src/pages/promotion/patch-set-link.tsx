import { Link } from '@tanstack/react-router';
import { DigestText } from '../../widgets/index.ts';

/** The same mark wherever it is, so that it is seen to move; the digest says it to everybody. */
export const PatchSetLink = ({ digest }: { readonly digest: string }) => (
  <Link to="/promotion" search={{ patchSet: digest }} className="slw-patch-set">
    <svg className="slw-mark" viewBox="0 0 10 10" width="12" height="12" aria-hidden="true">
      <circle cx="5" cy="5" r="5" fill={`hsl(${hueOf(digest)} 65% 50%)`} />
    </svg>
    <span className="pf-v6-screen-reader">patch set </span>
    <DigestText digest={digest} />
  </Link>
);

const hueOf = (digest: string): number => Number.parseInt(digest.replace('sha256:', '').slice(0, 4), 16) % 360;
