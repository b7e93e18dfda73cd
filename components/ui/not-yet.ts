import type { Refusal } from '@/lib/contract/errors.ts';

/** Why a button does nothing before the person has done something beside it, or the portal has heard from the instance. */
export const NOTHING_CHOSEN: Refusal = { code: 'P636', args: [] };
export const NOTHING_ENTERED: Refusal = { code: 'P637', args: [] };
export const NOTHING_CHANGED: Refusal = { code: 'P643', args: [] };
export const NOT_ANSWERED: Refusal = { code: 'P644', args: [] };
export const NOT_CONFIRMED: Refusal = { code: 'P645', args: [] };
