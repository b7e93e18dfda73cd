import type { Target } from '../contract/live.ts';

export interface InstanceAddress {
  host: string;
  instance: string;
}
/** What Next hands to pages and routes below `/{host}/{instance}`. */
export interface InstanceParams {
  params: Promise<InstanceAddress>;
}

/** URLs carry the instance name in lower case; its own name is upper case. */
export const targetOf = ({ host, instance }: InstanceAddress): Target => `${host.toLowerCase()}/${instance.toUpperCase()}`;
