import { explain, type Outcome } from '@slipway/core/reasons';
import type { Examined } from '@slipway/core/soundness';
import { gatherFigures } from '../../app/index.ts';
import type { Clock, Store } from '../../ports/index.ts';
import { examineFigures } from './figures.ts';
import { examineListener } from './listener.ts';
import { examinePrograms } from './programs.ts';
import { directoryOwner, examineRights } from './rights.ts';
import { examineSurroundings } from './surroundings.ts';

export interface InstallationLook {
  readonly dataDirectory: string;
  readonly clock: Clock;
  /** A file with the database's password; `null`: there is none. */
  passwordFile(): Promise<string | null>;
  /** Where programs are looked for, as `PATH` has them. */
  readonly path: string;
  openStore(): Promise<Outcome<Pick<Store, 'read' | 'close'>>>;
}

export const examineInstallation = async (look: InstallationLook): Promise<readonly Examined[]> => {
  const { dataDirectory, clock, path } = look;
  const programs = await examinePrograms(dataDirectory, path);
  const owner = await directoryOwner(dataDirectory);
  if (owner === 'closed') {
    const says = `${dataDirectory} may not be looked at by this user`;
    return [...programs, { part: 'rights', is: 'unknown', says, next: "ask as the controller's user, or as root" }];
  }
  if (owner === null) {
    const says = `${dataDirectory} is not there`;
    return [
      ...programs,
      { part: 'rights', is: 'wrong', says, next: 'name it with --data, or start the controller once' },
    ];
  }
  return [
    ...programs,
    ...(await examineRights(dataDirectory, owner, await look.passwordFile())),
    ...(await examineListener(dataDirectory)),
    ...(await examineSurroundings(dataDirectory, clock)),
    ...(await examineStore(look)),
  ];
};

const examineStore = async (look: InstallationLook): Promise<readonly Examined[]> => {
  const { clock } = look;
  const opened = await look.openStore();
  if (!opened.ok) {
    const says = explain(opened.reason).replace(/\.$/, '');
    return [
      { part: 'store', is: 'wrong', says, next: 'put it right as it says; of feeds and hosts nothing can be told' },
    ];
  }
  const store = opened.value;
  try {
    const figures = await gatherFigures({ clock, store });
    return [{ part: 'store', is: 'well', says: 'whole, and of this version', next: null }, ...examineFigures(figures)];
  } finally {
    await store.close();
  }
};
