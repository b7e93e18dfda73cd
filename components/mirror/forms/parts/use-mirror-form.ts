'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { NetworkInterface } from '@/lib/contract/views.ts';
import { checkField } from './mirror-checks.ts';
import { type DraftName, followSuperserverAddress, isDraftEdited, type MirrorDraft, rebaseDraft, type TextName } from './mirror-draft.ts';
import { messageKeyOf } from './message-key.ts';

export interface MirrorForm {
  readonly target: Target;
  readonly draft: MirrorDraft;
  readonly interfaces: readonly NetworkInterface[];
  readonly readOnly: boolean;
  readonly isEdited: boolean;
  /** Of the last save: its field gets the focus. */
  readonly refusal: Refusal | null;
  /** Found when the person left a field: marked, without taking the focus. */
  readonly problemOf: (name: string) => Refusal | null;
  readonly set: <Name extends DraftName>(name: Name, value: MirrorDraft[Name]) => void;
  /**
   * The same text as it is stored. What was refused stays refused, and its links can be pressed although the field loses the focus by that.
   */
  readonly tidy: (name: TextName, text: string) => void;
  readonly leave: (name: TextName) => void;
  readonly refuse: (refusal: Refusal | null) => void;
  /** False when a field is wrong; the first one is then marked and gets the focus. */
  readonly check: (names: readonly TextName[]) => boolean;
  /** What is on the form now is what is stored. */
  readonly markSaved: () => void;
  /** Takes newer stored settings and keeps what has been typed. */
  readonly rebase: (newer: MirrorDraft) => void;
}

interface Options {
  readonly target: Target;
  readonly start: MirrorDraft;
  readonly interfaces: readonly NetworkInterface[];
  readonly readOnly?: boolean;
  /** A new member: the addresses that are copies of the superserver address follow it. */
  readonly addressesFollow?: boolean;
}

/** The one form model of Create, Join and Edit: what is typed, what is wrong with it, whether it is saved. */
export function useMirrorForm({ target, start: firstStart, interfaces, readOnly = false, addressesFollow = false }: Options): MirrorForm {
  const t = useTranslations('forms');
  const [start, setStart] = useState(firstStart);
  const [draft, setDraft] = useState(firstStart);
  const [problems, setProblems] = useState<Readonly<Partial<Record<string, Refusal | null>>>>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const words = {
    label: (name: TextName) => t(`label.${messageKeyOf(name)}`),
    reason: (kind: 'needed' | 'port' | 'qos') => t(`reason.${kind}`),
  };
  const look = (name: TextName) => checkField(name, { draft, interfaces, words });

  return {
    target,
    draft,
    interfaces,
    readOnly,
    isEdited: isDraftEdited(draft, start),
    refusal,
    problemOf: (name) => problems[name] ?? null,
    set: (name, value) => {
      setDraft((before) =>
        addressesFollow && name === 'superserverAddress' ? followSuperserverAddress(before, String(value)) : { ...before, [name]: value },
      );
      setProblems((before) => ({ ...before, [name]: null }));
      if (refusal?.field === name) setRefusal(null);
    },
    tidy: (name, text) => setDraft((before) => ({ ...before, [name]: text })),
    leave: (name) => setProblems((before) => ({ ...before, [name]: look(name) })),
    refuse: setRefusal,
    check: (names) => {
      const found = names.map(look).filter((one) => one !== null);
      setProblems(Object.fromEntries(found.map((one) => [one.field, one])));
      setRefusal(found[0] ?? null);
      return found.length === 0;
    },
    markSaved: () => setStart(draft),
    rebase: (newer) => {
      setDraft((before) => rebaseDraft(before, start, newer));
      setStart(newer);
      setProblems({});
      setRefusal(null);
    },
  };
}
