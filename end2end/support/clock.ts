// The clock of the program (G2): a file with an instant, which tests may change.

import { renameSync, writeFileSync } from 'node:fs';

export class Clock {
  constructor(readonly file: string, start: string) {
    this.set(start);
  }

  /** From now on the program thinks that it is `instant`, in RFC 3339. */
  set(instant: string): void {
    // The program reads at each use: it must never see half a file.
    const next = `${this.file}.next`;
    writeFileSync(next, `${instant}\n`);
    renameSync(next, this.file);
  }
}
