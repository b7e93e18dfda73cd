/** The label of a backup file as ^DBREST prints it (portal facts 4.2). */
import type { BackupKind, BackupVolume } from '../../contract/backups.ts';
import type { BackupLog } from './backup-log.ts';

const kindWords: Record<BackupKind, string> = { full: 'Full', cumulative: 'Cumulative', incremental: 'Incremental' };
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `SEP 17 2022 03:28PM` */
function labelTime(iso: string): string {
  const at = new Date(iso);
  const hours = at.getHours();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${months[at.getMonth()]} ${two(at.getDate())} ${at.getFullYear()} ${two(hours % 12 === 0 ? 12 : hours % 12)}:${two(at.getMinutes())}${hours < 12 ? 'AM' : 'PM'}`;
}

export function printVolume(log: BackupLog, volume: BackupVolume): void {
  const field = (name: string, value: string) => log.line(`   ${name.padEnd(19)}${value}`);
  log.line(`Device: ${volume.file}`);
  log.line();
  log.line('This backup volume was created by:');
  log.line(`   ${volume.madeBy}`);
  log.line();
  log.line('The volume label contains:');
  field('Volume number', '1');
  field('Volume backup', `${labelTime(volume.madeAt)} ${kindWords[volume.kind]}`);
  field('Previous backup', volume.previous ? `${labelTime(volume.previous.madeAt)} ${kindWords[volume.previous.kind]}` : '');
  field('Last FULL backup', volume.lastFull ? labelTime(volume.lastFull.madeAt) : '');
  field('Description', volume.description);
  if (volume.mirror) {
    field('Mirror name', volume.mirror.name);
    field(volume.mirror.memberType === 'failover' ? 'Failover Member' : 'Async Member', volume.mirror.memberName);
  }
  if (volume.madeOnOtherMember) log.line('This backup was made on the other mirror member.');
  log.line();
}
