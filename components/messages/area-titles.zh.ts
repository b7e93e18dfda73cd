/** Titles of the pages whose other words come with them: menus and paths say them everywhere. */
import type {
  backupTitlesEn,
  formTitlesEn,
  globalsTitlesEn,
  journalTitlesEn,
  labTitlesEn,
  logTitlesEn,
  namespaceTitlesEn,
  sqlTitlesEn,
} from './area-titles.en.ts';

export const backupTitlesZh: typeof backupTitlesEn = {
  databaseBackupList: '备份数据库列表',
  backupTask: '备份任务',
  runBackup: '运行备份任务',
  backupStatus: '备份状态',
  backupHistory: '备份历史',
  backupLog: '备份日志',
  backupFiles: '备份文件',
  restore: '还原',
};

export const journalTitlesZh: typeof journalTitlesEn = {
  journals: '日志',
  journalRecords: '查看日志',
  journalProfile: '日志概况',
  journalIntegrity: '日志完整性检查',
  journalSummary: '日志摘要',
  journalPurge: '清除日志文件',
  journalSettings: '日志设置',
};

export const formTitlesZh: typeof formTitlesEn = {
  createMirror: '创建镜像',
  joinAsFailover: '以故障转移成员身份加入镜像',
  editMirror: '编辑镜像',
};

export const sqlTitlesZh: typeof sqlTitlesEn = { sql: 'SQL' };

export const globalsTitlesZh: typeof globalsTitlesEn = { globals: 'Globals' };

export const namespaceTitlesZh: typeof namespaceTitlesEn = {
  namespaces: '命名空间',
  newNamespace: '新建命名空间',
  editNamespace: '编辑命名空间',
};

export const labTitlesZh: typeof labTitlesEn = { lab: '实验环境' };

export const logTitlesZh: typeof logTitlesEn = { messagesLog: '消息日志' };
