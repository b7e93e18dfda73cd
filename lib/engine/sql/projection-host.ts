/** The projections of an instance, wherever they live: answers one request after the other, in the order in which they were asked. */
import type { Outcome } from '../../contract/errors.ts';
import { Projection } from './projection.ts';
import type { ProjectionRequest, RunResult } from './protocol.ts';

/** What runs statements for an instance. In the product it is a process of its own. */
export interface ProjectionHost {
  /** Answers null to `define` and `load`. Refuses with P309 when it has ended before answering; then everything it held is gone. */
  request(request: ProjectionRequest): Promise<Outcome<RunResult | null>>;
  /** Grows whenever everything it held is gone. */
  readonly generation: number;
  /** Ends it at once, whatever it is doing. The next request begins with nothing. */
  kill(): void;
}

/** Carries out requests: the inside of the process. */
export class Projections {
  readonly #byNamespace = new Map<string, Projection>();

  handle(request: ProjectionRequest): Outcome<RunResult | null> {
    const projection = this.#byNamespace.get(request.namespace);
    switch (request.kind) {
      case 'define':
        projection?.close();
        this.#byNamespace.set(request.namespace, new Projection(request.tables));
        return { ok: true, value: null };
      case 'load':
        projection?.load(request.table, request.rows);
        return { ok: true, value: null };
      case 'run':
        if (!projection) throw new Error(`namespace ${request.namespace} has not been defined`);
        return projection.run(request.run);
    }
  }
}
