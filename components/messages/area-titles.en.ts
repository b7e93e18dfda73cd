/** Titles of the pages whose other words come with them: menus and paths say them everywhere. */

export const backupTitlesEn = {
  databaseBackupList: 'Database Backup List',
  backupTask: 'Backup Task',
  runBackup: 'Run Backup Task',
  backupStatus: 'Backup Status',
  backupHistory: 'Backup History',
  backupLog: 'Backup Log',
  backupFiles: 'Backup Files',
  restore: 'Restore',
};

export const journalTitlesEn = {
  journals: 'Journals',
  journalRecords: 'View Journal',
  journalProfile: 'Journal Profile',
  journalIntegrity: 'Journal Integrity Check',
  journalSummary: 'Journal Summary',
  journalPurge: 'Purge Journal Files',
  journalSettings: 'Journal Settings',
};

export const formTitlesEn = {
  createMirror: 'Create Mirror',
  joinAsFailover: 'Join Mirror as Failover',
  editMirror: 'Edit Mirror',
};

export const sqlTitlesEn = { sql: 'SQL' };

export const globalsTitlesEn = { globals: 'Globals' };

export const namespaceTitlesEn = { namespaces: 'Namespaces', newNamespace: 'New Namespace', editNamespace: 'Edit Namespace' };

export const labTitlesEn = { lab: 'Lab' };

export const logTitlesEn = { messagesLog: 'Messages Log' };
