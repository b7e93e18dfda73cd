'use client';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type LiveWatch, liveKeyOf } from '@/lib/contract/live.ts';
import type { LiveEntry } from '@/lib/query/live-entry.ts';

/** Puts the answers that the server already had into the cache, before its children read them; a newer answer of the stream is kept. */
export function LiveSeed({ entries, children }: { entries: ReadonlyArray<{ watch: LiveWatch; entry: LiveEntry }>; children: ReactNode }) {
  const client = useQueryClient();
  useState(() => {
    for (const { watch, entry } of entries) client.setQueryData<LiveEntry>(liveKeyOf(watch), (known) => known ?? entry);
  });
  return children;
}
