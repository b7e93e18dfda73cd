import type { ReactNode } from 'react';
import type { Area } from '../messages/areas.ts';
import { Words } from './words.tsx';

/** The layout of an area's pages. */
export const worded = (area: Area) =>
  function WordedLayout({ children }: { children: ReactNode }) {
    return <Words of={area}>{children}</Words>;
  };
