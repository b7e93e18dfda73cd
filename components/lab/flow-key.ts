import type { LabView } from '@/lib/contract/views.ts';

/** One for each connection of the lab that is drawn or listed. */
export const flowKey = ({ from, to, address, port }: LabView['flows'][number]) => `${from} ${to} ${address} ${port}`;
