import type { Refusal } from '@/lib/contract/errors.ts';

/** Why a button does nothing before the person has done something beside it. */
export const NOTHING_CHOSEN: Refusal = { code: 'P636', args: [] };
export const NOTHING_ENTERED: Refusal = { code: 'P637', args: [] };
