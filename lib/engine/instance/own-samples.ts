import type { InstanceMirrors } from '../member/instance-mirrors.ts';
import type { MemberWorld } from '../member/member-world.ts';
import { MirrorCounters } from '../member/mirror-counters.ts';
import type { CommitMeter } from '../samples/commit-meter.ts';
import { Sampler } from '../samples/sampler.ts';

interface SampledInstance extends MemberWorld {
  readonly clients: { readonly isOpen: boolean };
  readonly mirrors: InstanceMirrors;
}

/** The sampler of an instance, which reads all mirrors that are active. */
export function samplerOf(instance: SampledInstance, meter: CommitMeter): Sampler {
  const counters = new Map<string, MirrorCounters>();
  const countersOf = (guid: string) => {
    const found = counters.get(guid) ?? new MirrorCounters();
    counters.set(guid, found);
    return found;
  };
  return new Sampler({
    clock: instance.clock,
    samples: instance.store.samples,
    read: () => {
      const journal = {
        takesWrites: instance.clients.isOpen && instance.journal.state.kind !== 'frozen',
        unappliedBytes: instance.journal.unappliedBytes,
      };
      return instance.mirrors.members().map((member) => countersOf(member.config().guid).read(instance, member, journal));
    },
    takeCommits: () => meter.take(),
    note: (severity, text) => instance.note(severity, text),
  });
}
