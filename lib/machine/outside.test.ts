import { expect, test } from 'vitest';

/** The compiler judges these lines: one that it lets pass makes it complain of a comment that expects nothing. */
test('what was parsed is nothing in particular until a schema has read it', async () => {
  // @ts-expect-error
  const line: string = JSON.parse('"a"');
  // @ts-expect-error
  const body: string = await new Response('"a"').json();
  expect([line, body]).toEqual(['a', 'a']);
});
