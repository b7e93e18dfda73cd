/**
 * How asynchronous code runs in simulated time and stays one story: only the simulator settles promises, and what follows from one event
 * has run dry before the next. Nothing else runs meanwhile, and nobody may look at another clock, or wait by it.
 */

/** As many steps of promises as lie between two things that a driver does with its ports, and some. */
const HOPS = 12;

/** Until the drivers have done nothing for some steps. `moves` counts what they do with their ports. */
export async function hop(moves: () => number): Promise<void> {
  for (let before = -1; before !== moves(); ) {
    before = moves();
    for (let count = 0; count < HOPS; count += 1) await undefined;
  }
}

const realSetImmediate = setImmediate;
/** Whatever promises there are: what `hop` must not differ from. Others of this process may run meanwhile. */
export const turn = () => new Promise<void>((resolve) => realSetImmediate(resolve));

const forbidden = (what: string) => (): never => {
  throw new Error(`${what} is no part of simulated time`);
};

/** Runs `work` while time and chance from outside throw. */
export async function withoutOutside<T>(work: () => Promise<T>): Promise<T> {
  const RealDate = Date;
  const kept = { Date, setTimeout, setInterval, setImmediate };
  const [random, now] = [Math.random, performance.now];
  class SimulatedDate extends RealDate {
    constructor(at: number) {
      super(at ?? forbidden('new Date()')());
    }
    static override now = forbidden('Date.now()');
  }
  Object.assign(globalThis, {
    Date: SimulatedDate,
    setTimeout: forbidden('setTimeout'),
    setInterval: forbidden('setInterval'),
    setImmediate: forbidden('setImmediate'),
  });
  Math.random = forbidden('Math.random()');
  performance.now = forbidden('performance.now()');
  try {
    return await work();
  } finally {
    Object.assign(globalThis, kept);
    Math.random = random;
    performance.now = now;
  }
}
