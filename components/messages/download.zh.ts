import type { downloadEn } from './download.en.ts';

export const downloadZh: typeof downloadEn = {
  version: '版本 {version}',
  upgradeTo: '升级到 {version}',
  versionsDiffer:
    '故障转移成员的版本不同：{thisMember} {thisVersion}，{otherMember} {otherVersion}。这仅适用于升级期间：请设置no failover，升级备用成员，清除no failover，让备用成员接管，然后升级原主成员。',
  olderMustNotLead: '主成员的版本较新：{older} 在升级之前不得再次成为主成员。',
  download: '下载',
  downloadOf: '下载 {name}',
  missingText:
    '将在此处以其名称为目录创建空数据库 {name}。副本将从拥有有效副本的其他成员传来，然后应用此后的日志；此后此成员保持其为最新。如需其他目录，请使用向导创建。',
};
