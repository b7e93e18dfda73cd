'use client';
import { useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import { nextAnnouncement, onAnnouncement } from './announce.ts';

export interface AnnouncedProps {
  readonly theme: 'light' | 'dark' | 'system';
  readonly label: string;
}

/** Draws what is announced, what was announced before it came first. */
export function Announced({ theme, label }: AnnouncedProps) {
  useEffect(() => {
    const draw = () => {
      for (let next = nextAnnouncement(); next; next = nextAnnouncement())
        toast[next.look](next.text, next.duration === undefined ? {} : { duration: next.duration });
    };
    draw();
    return onAnnouncement(draw);
  }, []);
  return <Toaster position="bottom-right" theme={theme} containerAriaLabel={label} />;
}
