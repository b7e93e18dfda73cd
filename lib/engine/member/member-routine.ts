/** ^ZMIRROR of a member: a routine that people write, asked and told at four moments (engine facts 10). */

export interface MemberRoutine {
  isThere(): boolean;
  /** `CanNodeStartToBecomePrimary`. Rejects with the error that it ends with; may never settle. */
  mayLead(): Promise<boolean>;
  /** `CheckBecomePrimaryOK`, whose process alone may write meanwhile. Rejects with why users are not let in; may never settle. */
  check(): Promise<void>;
  /** `NotifyBecomePrimary`, `NotifyBecomePrimaryFailed`. What goes wrong there is told in messages.log. */
  tell(what: 'primary' | 'failed'): void;
}

/** The safe defaults, where nobody has written one. */
export const NO_ROUTINE: MemberRoutine = {
  isThere: () => false,
  mayLead: () => Promise.resolve(true),
  check: () => Promise.resolve(),
  tell: () => undefined,
};
