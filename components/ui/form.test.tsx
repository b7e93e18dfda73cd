import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { IntlProvider } from 'use-intl';
import { afterEach, expect, test, vi } from 'vitest';
import type { Refusal } from '@/lib/contract/errors.ts';
import { en } from '../messages/en.ts';
import { Field, TextInput } from './field.tsx';
import { Form } from './form.tsx';

afterEach(cleanup);

const wrong = (field?: string): Refusal => ({ code: 'P101', args: ['Port', 'a number'], ...(field && { field }) });

/** Saving refuses the field that is typed into the first box; the second is on the page while the switch says so. */
function Page({ fieldOf }: { fieldOf: () => string | undefined }) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSecond, setSecond] = useState(true);
  const [typed, setTyped] = useState({ first: '', second: '' });
  return (
    <IntlProvider locale="en" messages={en}>
      <Form
        refusal={refusal}
        onSubmit={(event) => {
          event.preventDefault();
          setRefusal(wrong(fieldOf()));
        }}
      >
        {(['first', 'second'] as const).map(
          (name) =>
            (name === 'first' || isSecond) && (
              <Field key={name} name={name} label={name}>
                {(control) => (
                  <TextInput {...control} value={typed[name]} onChange={(event) => setTyped({ ...typed, [name]: event.target.value })} />
                )}
              </Field>
            ),
        )}
        <button type="button" onClick={() => setSecond(!isSecond)}>
          Switch
        </button>
        <button type="submit">Save</button>
      </Form>
    </IntlProvider>
  );
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

test('a refusal stands at the control that bears its field, which gets the focus, and nowhere else', async () => {
  render(<Page fieldOf={() => 'second'} />);
  await press('Save');
  expect(screen.getAllByRole('alert')).toHaveLength(1);
  expect(box('second').getAttribute('aria-describedby')).toContain(screen.getByRole('alert').id);
  expect(document.activeElement).toBe(box('second'));
  expect(box('first').getAttribute('aria-invalid')).toBe('false');
});

test.each([
  ['names no field', undefined],
  ['names a field that no control bears', 'qosTimeoutMs'],
])('a refusal that %s stands at the head, and what was typed stays', async (_, field) => {
  render(<Page fieldOf={() => field} />);
  await userEvent.type(box('first'), 'kept');
  await press('Save');
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toContain('#P101');
  expect(alert.compareDocumentPosition(box('first'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(box('first').value).toBe('kept');
});

test('a control that comes or goes takes the refusal with it', async () => {
  const heads = vi.fn(() => screen.queryByRole('alert')?.textContent?.includes('ERROR #P101') ?? false);
  render(<Page fieldOf={() => 'second'} />);
  await press('Switch');
  await press('Save');
  expect(heads()).toBe(true);
  await press('Switch');
  expect(heads()).toBe(false);
  expect(document.activeElement).toBe(box('second'));
  await press('Switch');
  expect(heads()).toBe(true);
});
