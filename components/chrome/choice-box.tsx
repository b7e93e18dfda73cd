'use client';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from '../ui/cn.ts';

interface ChoiceBoxProps {
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly className: string;
  /** Of what its label is for. */
  readonly id?: string;
  /** When it has no other one. */
  readonly label?: string;
  /** Its options. */
  readonly children: ReactNode;
}

/**
 * A select box that leads somewhere else. A choice by pointer, or from the unfolded list, counts at once. Arrows in the folded box pass
 * over choices that are not meant: there Enter chooses, and leaving the box or Escape keeps what is.
 */
export function ChoiceBox({ value, onChoose, className, id, label, children }: ChoiceBoxProps) {
  const t = useTranslations('chrome');
  /** Reached by keys, and not chosen yet. */
  const [reached, setReached] = useState<string | null>(null);
  const isByKeys = useRef(false);
  function choose(chosen: string) {
    setReached(null);
    if (chosen !== value) onChoose(chosen);
  }
  return (
    <span className="relative min-w-0">
      <select
        className={className}
        id={id}
        aria-label={label}
        value={reached ?? value}
        onPointerDown={() => {
          isByKeys.current = false;
        }}
        onKeyDown={({ key }) => {
          // From the unfolded list Enter chooses before the box changes.
          isByKeys.current = key !== 'Enter';
          if (key === 'Enter' && reached !== null) choose(reached);
          else if (key === 'Escape') setReached(null);
        }}
        onChange={({ target }) => (isByKeys.current ? setReached(target.value) : choose(target.value))}
        onBlur={() => setReached(null)}
      >
        {children}
      </select>
      <span
        role="status"
        className={cn(
          'absolute left-0 top-full z-40 mt-1 whitespace-nowrap rounded bg-ink px-2 py-0.5 text-xs text-surface',
          reached === null && 'sr-only',
        )}
      >
        {reached !== null && t('enterChooses')}
      </span>
    </span>
  );
}
