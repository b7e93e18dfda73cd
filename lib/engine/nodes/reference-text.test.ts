import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, parseReference } from './reference-text.ts';

describe('reference text', () => {
  it.each([
    ['^Person', { name: 'Person', subscripts: [] }],
    [' ^Person(1,"Na""me") ', { name: 'Person', subscripts: ['1', 'Na"me'] }],
    ['^A( 05 , -1.50, 1E3,"05","a,b)")', { name: 'A', subscripts: ['5', '-1.5', '1000', '05', 'a,b)'] }],
    ['^%SYS("中")', { name: '%SYS', subscripts: ['中'] }],
  ])('reads %s', (text, value) => expect(parseReference(text)).toEqual({ ok: true, value }));

  it.each(['', 'Person', '^', '^1', '^A(', '^A()', '^A(1', '^A(1,)', '^A(x)', '^A("x)', '^A(1)x', '^A(1))', '^A(1E999)'])(
    'refuses %s',
    (text) => {
      expect(parseReference(text)).toMatchObject({ ok: false, refusal: { code: '<SYNTAX>' } });
    },
  );
  it('refuses an empty subscript', () => expect(parseReference('^A("")')).toMatchObject({ ok: false, refusal: { code: '<SUBSCRIPT>' } }));

  it('reads back what it writes', () => {
    const subscript = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.integer().map(String));
    fc.assert(
      fc.property(fc.array(subscript, { maxLength: 3 }), (subscripts) => {
        expect(parseReference(formatReference({ name: 'A', subscripts }))).toEqual({ ok: true, value: { name: 'A', subscripts } });
      }),
    );
  });
});
