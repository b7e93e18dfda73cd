import type { downloadEn } from './download.en.ts';

export const downloadZh: typeof downloadEn = {
  version: '版本 {version}',
  upgradeTo: '升级到 {version}',
};
