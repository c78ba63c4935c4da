// A small typed client of the public API. It holds no state: the session lives in a cookie that scripts cannot read.
import type { Problem } from "./types";

/** An answer of the server that is not a success, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ApiError";
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The server never answered: what was asked may be asked again. */
  get offline(): boolean {
    return this.problem.status === 0;
  }
}

/** A problem that the page finds itself. */
export const fault = (code: string, status: number, title: string, detail: string): ApiError => new ApiError({ type: `about:blank#${code}`, code, title, status, detail });

export const unreachable = (): ApiError => fault("offline", 0, "No connection", "The server did not answer. Check the connection and try again.");

export async function problemOf(response: Response): Promise<ApiError> {
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) {
    try {
      return new ApiError((await response.json()) as Problem);
    } catch {
      // Falls through: a cut or malformed body says no more than its status.
    }
  }
  const { status } = response;
  return fault(`http-${status}`, status, "Unexpected answer", `The server answered with status ${status}. Try again in a moment.`);
}

let refused: (error: ApiError) => void = () => undefined;

/** Tells a listener of every refusal, so that it learns when the session ended. */
export function onRefusal(listener: (error: ApiError) => void): void {
  refused = listener;
}

/** Fetches with the header that tells our own pages from other sites' forms. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Coffer-Request", "1");
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init, headers });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable();
  }
  if (!response.ok) {
    const error = await problemOf(response);
    refused(error);
    throw error;
  }
  return response;
}

type Query = Record<string, string | number | boolean | null | undefined>;

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function json<T>(method: string, path: string, body?: unknown, init: RequestInit = {}): Promise<T> {
  const response = await send(`/api/v1${path}`, {
    ...init,
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { ...init.headers, "Content-Type": "application/json" } }),
  });
  return (response.status === 204 || response.headers.get("content-length") === "0" ? undefined : await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    json<T>("GET", withQuery(path, query), undefined, signal ? { signal } : {}),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) => json<T>("POST", path, body, signal ? { signal } : {}),
  patch: <T>(path: string, body: unknown) => json<T>("PATCH", path, body),
  delete: <T>(path: string) => json<T>("DELETE", path),
};

/** Reads a body of newline-delimited JSON as it arrives. Ends early when the caller's signal aborts. */
export async function* ndjson<T>(response: Response): AsyncGenerator<T> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += value ?? "";
      const lines = rest.split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      for (const line of lines) if (line.trim()) yield JSON.parse(line) as T;
      if (done) return;
    }
  } finally {
    // Closing the stream tells the server to stop looking.
    reader.cancel().catch(() => undefined);
  }
}
