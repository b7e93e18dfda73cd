/** How late the words of the others came in the last seven days, as this member heard them. */
import { accepted, type Outcome } from '../../contract/errors.ts';
import type { QosAdvice, SpokenWords } from '../../contract/qos-advice.ts';
import type { InstanceQueryInput } from '../../contract/views.ts';
import { memberOf } from '../commands/mirror-operation.ts';
import type { Instance } from '../instance/instance.ts';
import { boundOf, countIn, type LatencyHistogram } from '../samples/latency-histogram.ts';
import type { Bucket } from '../samples/sample-history.ts';
import { mergeWords } from '../samples/stretch.ts';

const IN_TIME = 0;
/** Digits behind it mean nothing. */
const PRECISION = 3;

export function qosAdvice(instance: Instance, { mirrorName }: InstanceQueryInput<'qos-advice'>): Outcome<QosAdvice> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const { guid, qosTimeoutMs, arbiter } = member.config();
  const now = instance.clock.wallTime().getTime();
  const heard = (instance.sampler.historyOf(guid)?.buckets('7d', now, null) ?? []).filter(
    ({ stretch: { words } }) => words !== null && countIn(words.partner) + countIn(words.arbiter) > 0,
  );
  const words = mergeWords(heard.map(({ stretch }) => stretch.words));
  return accepted({
    qosTimeoutMs,
    now,
    since: heard[0] ? firstSecondOf(heard[0]) : null,
    partner: member.partner && spoken(member.partner.name, words?.partner ?? null),
    arbiter: arbiter && spoken(arbiter.address, words?.arbiter ?? null),
  });
}

/** A bucket begins at a multiple of its length, which may be before anything was seen. */
function firstSecondOf({ at, stretch }: Bucket): number {
  const begins = [...stretch.members.values()].flatMap(({ runs }) => runs[0]?.from ?? []);
  return begins.length === 0 ? at : Math.max(at, Math.min(...begins));
}

function spoken(name: string, counts: LatencyHistogram | null): SpokenWords {
  const late = [...(counts ?? [])].filter(([bucket]) => bucket !== IN_TIME).sort(([one], [other]) => one - other);
  return {
    name,
    inTime: counts?.get(IN_TIME) ?? 0,
    late: late.map(([bucket, count]) => [Number(boundOf(bucket).toPrecision(PRECISION)), count]),
  };
}
