/** Before each component test: test files share modules, and what one announced and did not live to see drawn is not said in the next. */
import { beforeEach } from 'vitest';
import { nextAnnouncement } from './announce.ts';

beforeEach(() => {
  while (nextAnnouncement()) {
    // None is kept.
  }
});
