import type { TlsFiles } from '@/lib/contract/commands.ts';

export type PasswordChoice = 'enter' | 'clear' | 'leave';

/** The dialog's fields as typed; the keys are the field names of refusals. */
export interface TlsDraft {
  readonly caFile: string;
  readonly crlFile: string;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly passwordChoice: PasswordChoice;
  readonly privateKeyPassword: string;
  readonly passwordConfirm: string;
  readonly minimumProtocol: TlsFiles['minimumProtocol'];
  readonly maximumProtocol: TlsFiles['maximumProtocol'];
}

/** Without stored configurations there is nothing that could be left as it is. */
export function tlsDraftOf(stored: TlsFiles | null): TlsDraft {
  return {
    caFile: stored?.caFile ?? '',
    crlFile: stored?.crlFile ?? '',
    certificateFile: stored?.certificateFile ?? '',
    privateKeyFile: stored?.privateKeyFile ?? '',
    passwordChoice: stored ? 'leave' : 'enter',
    privateKeyPassword: '',
    passwordConfirm: '',
    minimumProtocol: stored?.minimumProtocol ?? 'TLSv1.2',
    maximumProtocol: stored?.maximumProtocol ?? 'TLSv1.3',
  };
}

/** What only the form can know to be wrong, by field. */
export function tlsProblem(
  draft: TlsDraft,
): { field: 'passwordConfirm' | 'maximumProtocol'; kind: 'passwordsDiffer' | 'protocolOrder' } | null {
  if (draft.passwordChoice === 'enter' && draft.privateKeyPassword !== draft.passwordConfirm)
    return { field: 'passwordConfirm', kind: 'passwordsDiffer' };
  if (draft.minimumProtocol > draft.maximumProtocol) return { field: 'maximumProtocol', kind: 'protocolOrder' };
  return null;
}

const passwords = { enter: (draft: TlsDraft) => draft.privateKeyPassword, clear: () => '', leave: () => null } satisfies Record<
  PasswordChoice,
  (draft: TlsDraft) => string | null
>;

export function tlsFilesOf(draft: TlsDraft): TlsFiles {
  return {
    caFile: draft.caFile.trim(),
    crlFile: draft.crlFile.trim(),
    certificateFile: draft.certificateFile.trim(),
    privateKeyFile: draft.privateKeyFile.trim(),
    privateKeyPassword: passwords[draft.passwordChoice](draft),
    minimumProtocol: draft.minimumProtocol,
    maximumProtocol: draft.maximumProtocol,
  };
}
