'use client';
import { useEffect, useState } from 'react';
import { addOwnEntry, OWN_ENTRY } from '../portal/own-entry.ts';

const NAME = 'step';
const shownStep = () => Number(new URL(window.location.href).searchParams.get(NAME) ?? 1);

/**
 * Which panel of a wizard is shown, as the address says it: Back and Forward of the browser go from panel to panel. A wizard that is opened
 * or reloaded begins at the first one, whatever its address says: nothing has been typed yet.
 */
export function useStepInAddress(): readonly [step: number, setStep: (step: number) => void] {
  const [step, setStep] = useState(1);
  useEffect(() => {
    const address = new URL(window.location.href);
    if (address.searchParams.has(NAME)) {
      address.searchParams.delete(NAME);
      window.history.replaceState(window.history.state, '', address);
    }
    const onBack = () => setStep(shownStep());
    window.addEventListener('popstate', onBack);
    return () => window.removeEventListener('popstate', onBack);
  }, []);
  const goTo = (next: number) => {
    if (next === step) return;
    setStep(next);
    // What is typed on a later panel is guarded as well: whoever comes back to the first one has not left.
    addOwnEntry();
    const address = new URL(window.location.href);
    address.searchParams.set(NAME, String(next));
    window.history.pushState(OWN_ENTRY, '', address);
  };
  return [step, goTo];
}
