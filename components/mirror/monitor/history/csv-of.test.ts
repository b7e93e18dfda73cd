import { expect, test } from 'vitest';
import { csvOf } from './csv-of.ts';
import { withoutHidden } from './curve-data.ts';

const curve = {
  kind: 'lagTime',
  series: [
    { name: { member: 'SERVERB/"IRIS"' }, values: [0, null, 3100.5] },
    { name: { member: 'SERVERD/IRIS' }, values: [null, null, 1] },
  ],
} as const;

test('a row for each moment, the oldest first; what is not known is empty, and zero is zero', () => {
  expect(csvOf(curve, [0, 1000, 2000])).toBe(
    [
      '"Time (UTC)","SERVERB/""IRIS"" (ms)","SERVERD/IRIS (ms)"',
      '"1970-01-01T00:00:00.000Z",0,',
      '"1970-01-01T00:00:01.000Z",,',
      '"1970-01-01T00:00:02.000Z",3100.5,1',
      '',
    ].join('\r\n'),
  );
});

test('hidden series lose their values and keep their places', () => {
  expect(withoutHidden(curve, ['SERVERD/IRIS']).series.map(({ values }) => values)).toEqual([
    [0, null, 3100.5],
    [null, null, null],
  ]);
});
