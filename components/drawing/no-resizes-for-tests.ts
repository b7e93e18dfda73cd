import { vi } from 'vitest';

/** Nothing is laid out in these tests: whoever draws by its width hears of none. */
export const stubResizes = () =>
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
