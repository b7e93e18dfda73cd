/**
 * The process of one dejournal filter. Its parent starts it confined (`ports/confined-process.ts`), asks about one piece at a time, and
 * kills it when it does not answer or holds too much memory. Ends with its parent.
 */
import { endWithParent } from '../ports/parent-watchdog.ts';
import { FilterJudge } from './filter-judge.ts';
import { FILTER_PIECE_MS } from '../../machine/waits.ts';
import { type FilterAnswer, type FilterRequest, filterRequestSchema } from './filter-protocol.ts';

const judge = new FilterJudge(FILTER_PIECE_MS);
const answerTo = (request: FilterRequest): FilterAnswer =>
  request.kind === 'load' ? { kind: 'loaded', problem: judge.load(request) } : judge.judge(request);

process.on('message', (message) => process.send?.(answerTo(filterRequestSchema.parse(message))));
endWithParent();
