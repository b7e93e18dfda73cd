/** Well-known numbers of the product (fact sheet "mirror engine" 13). */
export const SUPERSERVER_PORT = 1972;
export const AGENT_PORT = 2188;
export const WEB_PORT = 52773;
export const QOS_TIMEOUT_MS_DEFAULT = 8000;
export const QOS_TIMEOUT_MS_MAX = 300_000;
/** Version of instances and agents; an agent older than an instance is refused with #2136. */
export const PRODUCT_VERSION = '2022.1';
/** ISCAgent kits that a host of the lab can be given. */
export const agentVersions = ['2022.1', '2021.1'] as const;
/**
 * What a disk that holds a journal can do to a write. `slow`: it takes a quarter of a second longer. `full`: it fails with ENOSPC.
 * `failing`: it fails with EIO. Reading always works.
 */
export const journalDiskConditions = ['healthy', 'slow', 'full', 'failing'] as const;
export type JournalDiskCondition = (typeof journalDiskConditions)[number];
