'use client';
import { useEffect, useState } from 'react';
import type { DialogProps } from './dialog-window.tsx';
import { lazily } from './lazily.tsx';

const DialogWindow = lazily(() => import('./dialog-window.tsx').then(({ DialogWindow }) => DialogWindow), CloseAgain);

/** A modal, of which nothing is loaded before the first one opens. */
export function Dialog(props: DialogProps) {
  const [isDrawn, setDrawn] = useState(props.open);
  if (props.open && !isDrawn) setDrawn(true);
  // One that could not be loaded is drawn anew by the next press.
  if (!props.open && isDrawn && !DialogWindow.isLoaded()) setDrawn(false);
  return isDrawn ? <DialogWindow {...props} /> : null;
}
Dialog.load = DialogWindow.load;

/** Whoever opened it may press again. */
function CloseAgain({ onClose }: DialogProps) {
  useEffect(() => onClose(), [onClose]);
  return null;
}
