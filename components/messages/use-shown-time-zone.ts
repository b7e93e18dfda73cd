'use client';
import { useTimeZone } from 'use-intl';

/** The zone in which times are shown and typed: the server's. */
export const useShownTimeZone = (): string => useTimeZone() ?? 'UTC';
