'use client';
import { useEffect, useRef } from 'react';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { CureLinks } from './cure-links.tsx';

interface FormRefusalProps {
  readonly refusal: Refusal;
  readonly target: Target;
  /**
   * `answer`: to something the person has just done; it comes into view. `state`: why a form is as it is. `page`: why there is nothing to
   * type, so the cure may take the tab.
   */
  readonly of?: 'answer' | 'state' | 'page';
}

/** A refusal that belongs to no field, with links to where its cause can be mended. */
export function FormRefusal({ refusal, target, of = 'answer' }: FormRefusalProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new refusal comes into view, also one that reads the same
  useEffect(() => {
    if (of === 'answer') box.current?.focus();
  }, [refusal, of]);
  return (
    <div ref={box} tabIndex={-1} className="space-y-2">
      <RefusalNotice refusal={refusal} alert={of === 'answer'} />
      <CureLinks refusal={refusal} target={target} newTab={of !== 'page'} />
    </div>
  );
}
