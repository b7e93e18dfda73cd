/**
 * Which process is meant by a number: after a process has ended its number may be given to another one, so the time it started is part of
 * its name.
 * The instance writes it into its registration, the agent compares.
 */
import fs from 'node:fs';

const BOOT_FILE = '/proc/sys/kernel/random/boot_id';
const LINUX_PREFIX = 'linux:';
/** Fields of `/proc/<pid>/stat` counted behind the command name, which may itself hold spaces and brackets. */
const STATE_FIELD = 0;
const START_FIELD = 19;

/**
 * When a process started, as `linux:<boot id>:<clock ticks since that boot>`; it differs for any two processes that ever had the same
 * number.
 * null where the system does not tell (no `/proc`), or when there is no such process.
 */
export function processStartTime(pid: number): string | null {
  return readStat(pid)?.startedAt ?? null;
}

/** One process among all that ever ran, as members and agents name it to each other. */
export const processName = ({ processId, startedAt }: { readonly processId: number; readonly startedAt: string }): string =>
  `${processId} ${startedAt}`;

/** Whether the process that wrote `startedAt` still runs. Only its number counts where start times are not known. A zombie has ended. */
export function isProcessAlive(pid: number, startedAt: string): boolean {
  if (!hasNumber(pid)) return false;
  if (!startedAt.startsWith(LINUX_PREFIX)) return true;
  const stat = readStat(pid);
  return stat !== null && !stat.hasEnded && stat.startedAt === startedAt;
}

function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It exists but belongs to another user (EPERM): alive.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function readStat(pid: number): { startedAt: string; hasEnded: boolean } | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = fs.readFileSync(BOOT_FILE, 'utf8').trim();
    return { startedAt: `${LINUX_PREFIX}${boot}:${fields[START_FIELD]}`, hasEnded: ['Z', 'X'].includes(fields[STATE_FIELD] ?? '') };
  } catch {
    return null; // No such process any more, or no /proc on this system.
  }
}
