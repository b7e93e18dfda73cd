/**
 * Before each component test: test files share modules, and what one announced is not said in the next. Neither what it did not live to see
 * drawn, nor what was still to be seen when it ended, which the library would draw again.
 */
import { toast } from 'sonner';
import { beforeEach } from 'vitest';
import { nextAnnouncement } from './announce.ts';

beforeEach(() => {
  while (nextAnnouncement()) {
    // None is kept.
  }
  toast.dismiss();
});
