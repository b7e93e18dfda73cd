import type { downloadEn } from './download.en.ts';

export const downloadZh: typeof downloadEn = {
  version: '版本 {version}',
  upgradeTo: '升级到 {version}',
  download: '下载',
  downloadOf: '下载 {name}',
  missingText: '将在此处以其名称为目录创建空数据库 {name}。副本将从拥有有效副本的其他成员传来, 然后应用此后的日志; 此后此成员保持其为最新。如需其他目录, 请使用向导创建。',
};
