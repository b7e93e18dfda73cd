import { cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { accepted } from '@/lib/contract/errors.ts';
import type { LiveWatch } from '@/lib/contract/live.ts';
import { LiveStream } from '@/lib/query/live-stream.ts';
import { BackupFilesPage } from './backup/backup-files-page.tsx';
import { BackupHistoryPage } from './backup/backup-history-page.tsx';
import { BackupListPage } from './backup/backup-list-page.tsx';
import { BackupLogPage } from './backup/backup-log-page.tsx';
import { BackupStatusPage } from './backup/backup-status-page.tsx';
import { BackupTaskPage } from './backup/backup-task-page.tsx';
import { RestoreOutcomePage } from './backup/restore-outcome-page.tsx';
import { RestorePage } from './backup/restore-page.tsx';
import { RunBackupPage } from './backup/run-backup-page.tsx';
import {
  backupFilesWatches,
  backupHistoryWatches,
  backupListWatches,
  backupLogWatches,
  backupStatusWatches,
  backupTaskWatches,
  restoreOutcomeWatches,
  restoreWatches,
} from './backup/watches.ts';
import { chromeWatches } from './chrome/watches.ts';
import { CopyPage } from './databases/copy-page.tsx';
import { DatabasesPage } from './databases/databases-page.tsx';
import { DeletePage } from './databases/delete-page.tsx';
import { DetailsPage } from './databases/details-page.tsx';
import { IntegrityLogPage } from './databases/integrity-log-page.tsx';
import { OperationPage } from './databases/operation-page.tsx';
import { PropertiesPage } from './databases/properties-page.tsx';
import {
  copyWatches,
  databasesWatches,
  deleteWatches,
  detailsWatches,
  integrityLogWatches,
  operationWatches,
  propertiesWatches,
  wizardWatches,
} from './databases/watches.ts';
import { WizardPage } from './databases/wizard-page.tsx';
import { GlobalsPage } from './globals/globals-page.tsx';
import { globalsWatches } from './globals/watches.ts';
import { JournalIntegrityPage } from './journals/journal-integrity-page.tsx';
import { JournalProfilePage } from './journals/journal-profile-page.tsx';
import { JournalPurgePage } from './journals/journal-purge-page.tsx';
import { JournalRecordsPage } from './journals/journal-records-page.tsx';
import { JournalSettingsPage } from './journals/journal-settings-page.tsx';
import { JournalSummaryPage } from './journals/journal-summary-page.tsx';
import { JournalsPage } from './journals/journals-page.tsx';
import { emptySearch } from './journals/record-search.ts';
import {
  journalIntegrityWatches,
  journalProfileWatches,
  journalPurgeWatches,
  journalRecordsWatches,
  journalSettingsWatches,
  journalSummaryWatches,
  journalsWatches,
} from './journals/watches.ts';
import { MessagesLogPage } from './logs/messages-log-page.tsx';
import { messagesLogWatches } from './logs/watches.ts';
import { EditAsyncPage } from './mirror/forms/async/edit-async-page.tsx';
import { CreateMirrorPage } from './mirror/forms/create/create-mirror-page.tsx';
import { EditMirrorPage } from './mirror/forms/edit/edit-mirror-page.tsx';
import { JoinAsyncPage } from './mirror/forms/join/join-async-page.tsx';
import { JoinMirrorPage } from './mirror/forms/join/join-mirror-page.tsx';
import { createWatches, editAsyncWatches, editWatches, joinAsyncWatches, joinFailoverWatches } from './mirror/forms/watches.ts';
import { MonitorPage } from './mirror/monitor/monitor-page.tsx';
import { monitorWatches } from './mirror/monitor/watches.ts';
import { EditNamespacePage } from './namespaces/edit-namespace-page.tsx';
import { NamespacesPage } from './namespaces/namespaces-page.tsx';
import { NewNamespacePage } from './namespaces/new-namespace-page.tsx';
import { namespacesWatches } from './namespaces/watches.ts';
import { openPage, summary, TARGET } from './portal/test-portal.tsx';
import { ProcessesPage } from './processes/processes-page.tsx';
import { processesWatches } from './processes/watches.ts';
import { SqlPage } from './sql/sql-page.tsx';
import { sqlWatches } from './sql/watches.ts';
import { BackgroundTasksPage } from './tasks/background-tasks-page.tsx';
import { tasksWatches } from './tasks/watches.ts';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn(), replace: vi.fn() }), usePathname: () => '/' }));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const target = TARGET;
const name = 'DATA';
const FILE = '/journal/20261121.001';
const pages: [name: string, page: ReactNode, watches: LiveWatch[]][] = [
  ['Mirror Monitor', <MonitorPage key="" target={target} />, monitorWatches(target, null)],
  ['Create Mirror', <CreateMirrorPage key="" target={target} />, createWatches(target)],
  ['Join as Failover', <JoinMirrorPage key="" target={target} />, joinFailoverWatches(target)],
  ['Join as Async', <JoinAsyncPage key="" target={target} />, joinAsyncWatches(target)],
  ['Edit Mirror', <EditMirrorPage key="" target={target} />, editWatches(target)],
  ['Edit Async', <EditAsyncPage key="" target={target} />, editAsyncWatches(target)],
  ['Databases', <DatabasesPage key="" target={target} />, databasesWatches(target)],
  ['Database Wizard', <WizardPage key="" target={target} mirrored="" mirrorName="" />, wizardWatches(target)],
  ['Copy', <CopyPage key="" target={target} name={name} />, copyWatches(target)],
  ['Details', <DetailsPage key="" target={target} name={name} />, detailsWatches(target, name)],
  ['Delete', <DeletePage key="" target={target} name={name} />, deleteWatches(target, name)],
  ['Properties', <PropertiesPage key="" target={target} name={name} />, propertiesWatches(target, name)],
  ['Free Space', <OperationPage key="" target={target} isFreeSpace />, operationWatches(target, true)],
  ['Integrity Log', <IntegrityLogPage key="" target={target} />, integrityLogWatches(target)],
  ['Journals', <JournalsPage key="" target={target} mirrorOnly={false} />, journalsWatches(target)],
  ['Globals', <GlobalsPage key="" target={target} namespace="" database="" reference="" />, globalsWatches(target)],
  ['Namespaces', <NamespacesPage key="" target={target} />, namespacesWatches(target)],
  ['New Namespace', <NewNamespacePage key="" target={target} />, namespacesWatches(target)],
  ['Edit Namespace', <EditNamespacePage key="" target={target} name="USER" />, namespacesWatches(target)],
  ['SQL', <SqlPage key="" target={target} namespace="USER" />, sqlWatches(target, 'USER')],
  ['Processes', <ProcessesPage key="" target={target} />, processesWatches(target)],
  ['Background Tasks', <BackgroundTasksPage key="" target={target} />, tasksWatches(target)],
  ['Backup Task', <BackupTaskPage key="" target={target} task="FullAllDatabases" />, backupTaskWatches(target)],
  ['Run Backup', <RunBackupPage key="" target={target} task="FullAllDatabases" />, backupTaskWatches(target)],
  ['Backup List', <BackupListPage key="" target={target} />, backupListWatches(target)],
  ['Journal Settings', <JournalSettingsPage key="" target={target} />, journalSettingsWatches(target)],
  ['Purge Journal', <JournalPurgePage key="" target={target} />, journalPurgeWatches(target)],
  [
    'View Journal',
    <JournalRecordsPage key="" target={target} file={FILE} search={emptySearch} />,
    journalRecordsWatches(target, FILE, emptySearch, 'UTC'),
  ],
  ['Journal Profile', <JournalProfilePage key="" target={target} file={FILE} />, journalProfileWatches(target, FILE)],
  ['Journal Integrity', <JournalIntegrityPage key="" target={target} file={FILE} />, journalIntegrityWatches(target, FILE)],
  ['Journal Summary', <JournalSummaryPage key="" target={target} file={FILE} />, journalSummaryWatches(target, FILE)],
  ['Messages Log', <MessagesLogPage key="" target={target} />, messagesLogWatches(target)],
  ['Backup History', <BackupHistoryPage key="" target={target} />, backupHistoryWatches(target)],
  ['Backup Log', <BackupLogPage key="" target={target} runId={7} />, backupLogWatches(target, 7)],
  ['Backup Files', <BackupFilesPage key="" target={target} folder="" />, backupFilesWatches(target, '')],
  ['Restore', <RestorePage key="" target={target} file="" />, restoreWatches(target, '')],
  ['Restore of a file', <RestorePage key="" target={target} file={FILE} />, restoreWatches(target, FILE)],
  ['Restore Outcome', <RestoreOutcomePage key="" target={target} runId={7} />, restoreOutcomeWatches(target)],
  ['Backup Status', <BackupStatusPage key="" target={target} />, backupStatusWatches(target)],
];

/** What is not asked for beforehand, the first HTML lacks: the page begins with a spinner. */
test.each(pages)('what %s asks for first, the server has asked for already', (_name, page, watches) => {
  const keep = vi.spyOn(LiveStream.prototype, 'keep');
  openPage(page, { summary }, () => accepted(null));
  const asked = keep.mock.calls.map(([watch]) => watch);
  expect(asked.length).toBeGreaterThan(0);
  const known = [...chromeWatches(target), ...watches].map((watch) => JSON.stringify(watch));
  expect(asked.filter((watch) => !known.includes(JSON.stringify(watch)))).toEqual([]);
});
