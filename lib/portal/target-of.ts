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

/** Can this be the address of an instance at all? */
export const isAddress = ({ host, instance }: InstanceAddress): boolean => /^[a-z0-9-]+$/i.test(host) && /^[a-z0-9_-]+$/i.test(instance);
