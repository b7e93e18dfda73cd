import type { ReactNode } from 'react';

/** Something in the picture that can be reached: by the pointer, by the keyboard, and by its sentence. */
export function PictureItem({
  name,
  isStop,
  refTo,
  onReach,
  onLeave,
  onKey,
  onOpen,
  children,
}: {
  /** Its sentence. */
  readonly name: string;
  /** The one at which the Tab key stops. */
  readonly isStop: boolean;
  readonly refTo: (element: SVGGElement | null) => void;
  readonly onReach: () => void;
  readonly onLeave: () => void;
  /** True when the key led somewhere. */
  readonly onKey: (key: string) => boolean;
  readonly onOpen: () => void;
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: HTML has no button that can be part of a picture
    <g
      ref={refTo}
      role="button"
      tabIndex={isStop ? 0 : -1}
      aria-label={name}
      aria-haspopup="dialog"
      className="topology-item"
      onFocus={onReach}
      onBlur={onLeave}
      onPointerEnter={onReach}
      onPointerLeave={onLeave}
      onClick={onOpen}
      onKeyDown={(event) => {
        const isOpening = event.key === 'Enter' || event.key === ' ';
        if (isOpening) onOpen();
        if (isOpening || onKey(event.key)) event.preventDefault();
      }}
    >
      {children}
    </g>
  );
}
