/** Every command of the contract and the code that carries it out; a command without a row does not compile. */
import type { instanceCommands } from '../../contract/commands.ts';
import type { CommandHandlers } from '../ports/control-server.ts';
import { deleteBackupRun, restoreBackup, runBackup, abortBackup, saveBackupList, saveBackupTask } from './backups.ts';
import { addDatabasesToMirror, createDatabase, killNode, setNode } from './databases.ts';
import {
  checkJournalIntegrity,
  purgeJournals,
  rebuildMirrorJournalLog,
  saveJournalSettings,
  startJournaling,
  switchJournal,
} from './journals.ts';
import { checkDatabases, compactDatabases, deleteDatabase, dismountDatabases, editDatabase, mountDatabases } from './database-care.ts';
import { downloadDatabases } from './download.ts';
import { activateDatabases, catchUpDatabases, markCaughtUp, pauseDejournaling, removeDatabasesFromMirror } from './mirrored-databases.ts';
import { clearFailoverFlags, editAsync, joinAsAsync, setDejournaling } from './async-members.ts';
import { authorizeMembers, authorizeNames, editMemberAddresses, editMirror, rejectMembers, rejectNames } from './mirror-administration.ts';
import { operationCommands } from './mirror-operation.ts';
import { createMirror, deleteLeftoverMirrorJournals, enableMirrorService, joinAsFailover, saveTls } from './mirror-set-up.ts';
import { deleteDejournalFilter, saveDejournalFilter, setDejournalFilter } from './dejournal-filter.ts';
import { clearJoinMirror, leaveMirror, removeMirrorConfiguration, removeOtherMember } from './leaving.ts';
import { makeUpdates } from './lost-updates.ts';
import { addNamespaceMapping, createNamespace, deleteNamespace, deleteNamespaceMapping, editNamespace } from './namespaces.ts';
import { roleCommands } from './role-orders.ts';
import { acknowledgeTakeover, noteWriteGap } from './timeline-orders.ts';
import type { Instance } from '../instance/instance.ts';

export const commandTable = (instance: Instance): CommandHandlers<typeof instanceCommands> => ({
  'save-backup-list': (command) => saveBackupList(instance, command),
  'save-backup-task': (command) => saveBackupTask(instance, command),
  'run-backup': (command) => runBackup(instance, command),
  'abort-backup': (command) => abortBackup(instance, command),
  'delete-backup-run': (command) => deleteBackupRun(instance, command),
  'restore-backup': (command) => restoreBackup(instance, command),
  'mount-databases': (command) => mountDatabases(instance, command),
  'dismount-databases': (command) => dismountDatabases(instance, command),
  'delete-database': (command) => deleteDatabase(instance, command),
  'edit-database': (command) => editDatabase(instance, command),
  'compact-databases': (command) => compactDatabases(instance, command),
  'integrity-check': (command) => checkDatabases(instance, command),
  'activate-databases': (command) => activateDatabases(instance, command),
  'catch-up-databases': (command) => catchUpDatabases(instance, command),
  'remove-databases-from-mirror': (command) => removeDatabasesFromMirror(instance, command),
  'download-databases': (command) => downloadDatabases(instance, command),
  'mark-caught-up': (command) => markCaughtUp(instance, command),
  'pause-dejournaling': (command) => pauseDejournaling(instance, command),
  'abort-background-task': ({ id }) => instance.tasks.abort(id),
  'save-dejournal-filter': (command) => saveDejournalFilter(instance, command),
  'delete-dejournal-filter': (command) => deleteDejournalFilter(instance, command),
  'set-dejournal-filter': (command) => setDejournalFilter(instance, command),
  'remove-mirror-configuration': (command) => instance.mirrors.inTurn(() => removeMirrorConfiguration(instance, command)),
  'clear-join-mirror': (command) => clearJoinMirror(instance, command),
  'remove-other-member': (command) => removeOtherMember(instance, command),
  'execute-sql': (command) => instance.sql.execute(command),
  'cancel-sql': ({ statement }) => instance.sql.cancel(statement),
  'create-namespace': (command) => createNamespace(instance, command),
  'edit-namespace': (command) => editNamespace(instance, command),
  'delete-namespace': (command) => deleteNamespace(instance, command),
  'add-namespace-mapping': (command) => addNamespaceMapping(instance, command),
  'delete-namespace-mapping': (command) => deleteNamespaceMapping(instance, command),
  'enable-mirror-service': (command) => enableMirrorService(instance, command),
  'save-tls': (command) => saveTls(instance, command),
  'create-mirror': (command) => instance.mirrors.inTurn(() => createMirror(instance, command)),
  'join-as-failover': (command) => instance.mirrors.inTurn(() => joinAsFailover(instance, command)),
  'join-as-async': (command) => instance.mirrors.inTurn(() => joinAsAsync(instance, command)),
  'edit-async': (command) => instance.mirrors.inTurn(() => editAsync(instance, command)),
  'clear-failover-flags': (command) => clearFailoverFlags(instance, command),
  'set-dejournaling': (command) => setDejournaling(instance, command),
  'leave-mirror': (command) => instance.mirrors.inTurn(() => leaveMirror(instance, command)),
  ...roleCommands(instance),
  'acknowledge-takeover': (command) => acknowledgeTakeover(instance, command),
  'note-write-gap': (command) => noteWriteGap(instance, command),
  'authorize-members': (command) => authorizeMembers(instance, command),
  'reject-members': (command) => rejectMembers(instance, command),
  'authorize-names': (command) => authorizeNames(instance, command),
  'reject-names': (command) => rejectNames(instance, command),
  'edit-mirror': (command) => editMirror(instance, command),
  'edit-member-addresses': (command) => editMemberAddresses(instance, command),
  'create-database': (command) => createDatabase(instance, command),
  'add-databases-to-mirror': (command) => addDatabasesToMirror(instance, command),
  'make-updates': (command) => makeUpdates(instance, command),
  'set-node': (command) => setNode(instance, command),
  'kill-node': (command) => killNode(instance, command),
  'switch-journal': (command) => switchJournal(instance, command),
  'start-journaling': () => startJournaling(instance),
  'save-journal-settings': (command) => saveJournalSettings(instance, command),
  'purge-journals': () => purgeJournals(instance),
  'check-journal-integrity': (command) => checkJournalIntegrity(instance, command),
  'rebuild-mirror-journal-log': () => rebuildMirrorJournalLog(instance),
  'delete-leftover-mirror-journals': (command) => deleteLeftoverMirrorJournals(instance, command),
  ...operationCommands(instance),
});
