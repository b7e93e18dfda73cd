/** What was posted, or undefined when it is not JSON: the schema of the command then names what is missing. */
export async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined;
  }
}

/** `?input=` of a question asked by GET; none means the empty input. */
export function inputOf(request: Request): unknown {
  try {
    return JSON.parse(new URL(request.url).searchParams.get('input') ?? '{}');
  } catch {
    return undefined;
  }
}
