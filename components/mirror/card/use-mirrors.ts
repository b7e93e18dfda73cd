'use client';
import { useMemo } from 'react';
import { useLab } from '@/lib/query/use-live.ts';
import { type LabMirror, mirrorsOf } from './mirrors-of.ts';

/** null until the lab has answered. */
export function useMirrors(): readonly LabMirror[] | null {
  const { value: lab } = useLab();
  return useMemo(() => lab && mirrorsOf(lab), [lab]);
}
