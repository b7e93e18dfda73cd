import type { Refusal } from '@/lib/contract/errors.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { Messages } from '../messages/en.ts';

type Label = keyof Messages['menu'];
export interface MenuEntry {
  readonly label: Label;
  /** Below the instance's own address. */
  readonly path: string;
  /** null: active. Otherwise why the entry is grey. */
  readonly refusal: Refusal | null;
}
export interface MenuGroup {
  /** Names from the second column on; empty for entries directly under the first. */
  readonly path: readonly Label[];
  readonly entries: readonly MenuEntry[];
}
export interface MenuColumn {
  readonly label: Label;
  readonly groups: readonly MenuGroup[];
}

const page = (label: Label, path: string, refusal: Refusal | null = null): MenuEntry => ({ label, path, refusal });

/** The product's menu tree, as far as its pages exist here. */
export function menuOf(summary: InstanceView<'summary'> | null): readonly MenuColumn[] {
  const reasons = summary?.menu;
  return [
    {
      label: 'systemOperation',
      groups: [
        {
          path: [],
          entries: [
            page('databases', '/databases/operation'),
            page('processes', '/processes'),
            page('journals', '/journals'),
            page('mirrorMonitor', '/mirror/monitor'),
            page('backgroundTasks', '/tasks'),
          ],
        },
        {
          path: ['backup'],
          entries: [
            page('runFullAllDatabases', '/backup/run/FullAllDatabases'),
            page('runFullDBList', '/backup/run/FullDBList'),
            page('runIncrementalDBList', '/backup/run/IncrementalDBList'),
            page('runCumuIncrDBList', '/backup/run/CumuIncrDBList'),
            page('backupStatus', '/backup/status'),
            page('backupHistory', '/backup/history'),
            page('backupFiles', '/backup/files'),
            page('restore', '/backup/restore'),
          ],
        },
        { path: ['systemLogs'], entries: [page('messagesLog', '/logs/messages')] },
      ],
    },
    { label: 'systemExplorer', groups: [{ path: [], entries: [page('sql', '/sql'), page('globals', '/globals')] }] },
    {
      label: 'systemAdministration',
      groups: [
        {
          path: ['configuration', 'systemConfiguration'],
          entries: [page('namespaces', '/namespaces'), page('localDatabases', '/databases'), page('journalSettings', '/journals/settings')],
        },
        {
          path: ['configuration', 'mirrorSettings'],
          entries: [
            page('enableMirrorService', '/mirror/service'),
            page('createMirror', '/mirror/create', reasons?.createMirror),
            page('editMirror', '/mirror/edit', reasons?.editMirror),
            page('editAsync', '/mirror/edit-async', reasons?.editAsync),
            page('joinAsFailover', '/mirror/join-failover', reasons?.joinAsFailover),
            page('joinAsAsync', '/mirror/join-async', reasons?.joinAsAsync),
          ],
        },
        {
          path: ['configuration', 'databaseBackup'],
          entries: [
            page('databaseBackupList', '/backup/list'),
            page('taskFullAllDatabases', '/backup/tasks/FullAllDatabases'),
            page('taskFullDBList', '/backup/tasks/FullDBList'),
            page('taskIncrementalDBList', '/backup/tasks/IncrementalDBList'),
            page('taskCumuIncrDBList', '/backup/tasks/CumuIncrDBList'),
          ],
        },
      ],
    },
  ];
}

/** URL of a page of an instance. */
export const instanceHref = (target: string, path = '') => `/${target.toLowerCase()}${path}`;
