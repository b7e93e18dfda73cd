import type { ReactNode } from 'react';

/** What belongs together in a picture, under one name. */
export function PictureGroup({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no group that can be part of a picture
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of SVG is not interactive
    <g role="group" aria-label={name}>
      {children}
    </g>
  );
}
