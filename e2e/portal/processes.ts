/** The processes of this machine, to see whether a program left some behind. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Parent of each living process. One that has ended and is not buried yet is dead: in a container nobody may ever bury it. */
function livingProcesses(): Map<number, number> {
  return new Map(fs.existsSync('/proc/self/stat') ? fromProc() : fromPs());
}

function fromProc(): [number, number][] {
  return fs.readdirSync('/proc').flatMap((name): [number, number][] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name of the program stands in brackets and may hold spaces; state and parent follow it.
      const [state, parent] = fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return state === 'Z' ? [] : [[Number(name), Number(parent)]];
    } catch {
      return []; // It ended while the list was read.
    }
  });
}

function fromPs(): [number, number][] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line): [number, number][] => {
    const [pid, parent, state] = line.trim().split(/\s+/);
    return state && !state.startsWith('Z') ? [[Number(pid), Number(parent)]] : [];
  });
}

/** A process and everything that it started, and that they started. */
export function familyOf(ancestor: number): number[] {
  const parents = livingProcesses();
  const family = new Set([ancestor]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

export function livingAmong(pids: readonly number[]): number[] {
  const living = livingProcesses();
  return pids.filter((pid) => living.has(pid));
}
