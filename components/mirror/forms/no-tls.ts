import type { Refusal } from '@/lib/contract/errors.ts';

/** The refusal that the engine gives while SSL/TLS is required and not set up, marked at the box beside the link that cures it. */
export const refusalOfNoTls = (): Refusal => ({ code: '2067', args: ['%MirrorClient'], field: 'useTls' });
