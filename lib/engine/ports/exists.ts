import { stat } from 'node:fs/promises';

/** Something of that name is there, at the end of all links; false also where one may not look. */
export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
