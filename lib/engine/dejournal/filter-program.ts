/**
 * The process of one dejournal filter. Its parent starts it without any right to files, other processes or threads (Node's permission model; the network is not
 * covered by it), asks about one piece at a time, and kills it when it does not answer. Ends with its parent.
 */
import { FilterJudge } from './filter-judge.ts';
import { type FilterAnswer, type FilterRequest, JUDGE_MS } from './filter-protocol.ts';

// Its own limit, too: whoever is in an endless loop does not hear that the parent was killed.
const judge = new FilterJudge(JUDGE_MS);
const answerTo = (request: FilterRequest): FilterAnswer => (request.kind === 'load' ? { kind: 'loaded', problem: judge.load(request) } : judge.judge(request));

process.on('message', (request: FilterRequest) => process.send?.(answerTo(request)));
process.on('disconnect', () => process.exit(0));
// Ctrl-C in a terminal reaches every process of the group: it is the parent that decides about the end.
process.on('SIGINT', () => {});
